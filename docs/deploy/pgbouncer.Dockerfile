FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends pgbouncer && rm -rf /var/lib/apt/lists/*
COPY pgbouncer.ini pgbouncer-in-container.sh /opt/
USER postgres
EXPOSE 6432
ENTRYPOINT ["/bin/sh", "/opt/pgbouncer-in-container.sh"]
