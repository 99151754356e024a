# The server with its sketch engine: SQLite and pictures in /data, the API on port 8000.
ARG PYTHON_VERSION=3.13

FROM python:${PYTHON_VERSION}-slim AS build
RUN python -m venv /venv
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY src src
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
    --constraint constraints.txt '.[postgres]'

FROM python:${PYTHON_VERSION}-slim
# The HTTP client trusts the system's certificates, and they are not in the base image.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin inkstone \
    && install --directory --owner inkstone --group inkstone --mode 0700 /data
COPY --from=build /venv /venv
COPY LICENSE NOTICE /usr/share/doc/inkstone/
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
USER inkstone
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# SIGTERM drains for at most 10 s: `docker stop --time 15`.
ENTRYPOINT ["inkstone"]
CMD ["serve", "--host", "0.0.0.0", "--data-dir", "/data"]
