# Pilotgraph in a container. Beside a Neo4j: see docker-compose.yml. Without one, on one SQLite file:
#
#   docker build -t pilotgraph .
#   docker run --rm -v pilotgraph:/data pilotgraph pilotgraph init
#   docker run --detach --name pilotgraph -p 127.0.0.1:8000:8000 -v pilotgraph:/data --read-only --tmpfs /tmp pilotgraph
FROM python:3.12-slim AS build
WORKDIR /app
# What only builds goes into this stage's own Python, what runs goes into /venv.
RUN python -m venv --without-pip /venv
COPY requirements.txt requirements-build.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-build.txt \
 && pip --python /venv/bin/python install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && pip --python /venv/bin/python install --no-deps dist/*.whl \
 && python web/build.py \
 && web="$(/venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/web" \
 && mkdir -p "$web/build" \
 && cp web/graphiql.html "$web" \
 && cp -r web/build/graphiql "$web/build"
# Compiled for any processor of this kind, since the image runs on other machines than the one that builds it.
ENV NUMBA_CPU_NAME=generic
RUN cd / && /venv/bin/python -m analytics.compiled

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /data pilotgraph
COPY --from=build /venv /venv
USER pilotgraph
WORKDIR /data
ENV PATH="/venv/bin:$PATH" NUMBA_CPU_NAME=generic PILOTGRAPH_STORE=sqlite:/data/pilotgraph.db PILOTGRAPH_HOST=0.0.0.0
EXPOSE 8000
CMD ["pilotgraph", "serve"]
