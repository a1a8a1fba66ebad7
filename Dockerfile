# Pilotgraph in a container: `docker compose up`, or `docker build -t pilotgraph .`
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt requirements-build.txt ./
RUN python -m venv /venv && python -m venv /tools \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
 && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements-build.txt
COPY . .
RUN PATH="/tools/bin:$PATH" python web/build.py && rm -rf web/node_modules \
 && /tools/bin/pip --python /venv/bin/python install --no-deps --no-build-isolation --editable .

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /data pilotgraph
COPY --from=build /venv /venv
COPY --from=build /app /app
USER pilotgraph
WORKDIR /data
ENV PATH="/venv/bin:$PATH" PILOTGRAPH_STORE=sqlite:/data/pilotgraph.db PILOTGRAPH_HOST=0.0.0.0
EXPOSE 8000
CMD ["pilotgraph", "serve"]
