# Pilotgraph in a container: `docker compose up`, or `docker build -t pilotgraph .`
FROM python:3.12-slim AS build
WORKDIR /build
RUN python -m venv /venv
COPY requirements.txt requirements-build.txt ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
 && python -m venv /tools && /tools/bin/pip install --no-cache-dir --require-hashes -r requirements-build.txt
COPY . .
RUN PATH="/tools/bin:$PATH" make page VENV=/tools \
 && /tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /venv/bin/pip install --no-deps /wheels/*.whl

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /data pilotgraph
COPY --from=build /venv /venv
USER pilotgraph
WORKDIR /data
ENV PATH="/venv/bin:$PATH" PILOTGRAPH_STORE=sqlite:/data/pilotgraph.db PILOTGRAPH_HOST=0.0.0.0
EXPOSE 8000
CMD ["pilotgraph", "serve"]
