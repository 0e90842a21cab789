FROM python:3.13-slim AS build
RUN python -m venv /venv
COPY requirements-postgres.txt .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-postgres.txt

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home reelroom \
    && install -d -o reelroom -g reelroom -m 0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY bot bot
COPY cogs cogs
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data HTTP_PORT=8080 LOG_FORMAT=json
USER reelroom
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "bot", "health"]
CMD ["python", "-m", "bot", "run"]
