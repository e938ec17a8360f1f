# One image for web, worker and beat. Nothing in it runs as root, and its file system may be mounted read-only:
# it writes to VAR_DIR (a volume) and to /tmp (a tmpfs) only.

FROM node:22.23.2-bookworm-slim AS kern
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.13.14-slim-trixie AS packages
COPY requirements/base.lock /tmp/base.lock
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/base.lock

FROM python:3.13.14-slim-trixie
LABEL org.opencontainers.image.title="Mittelweg" org.opencontainers.image.licenses="EUPL-1.2"
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 fonts-wqy-microhei postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --home-dir /var/lib/mittelweg mittelweg \
 && install -d -o mittelweg -g mittelweg -m 700 /var/lib/mittelweg
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/mittelweg XDG_CACHE_HOME=/tmp DJANGO_SETTINGS_MODULE=config.settings
COPY --from=packages /opt/venv /opt/venv
COPY --from=kern /app/node_modules node_modules
COPY manage.py gunicorn.conf.py LICENSE ./
COPY config config
COPY workflows workflows
COPY grants grants
COPY notifications notifications
COPY tools/verify_log.py tools/verify_log.py
# demo/ stays outside: production has no stage.
# A key that nobody keeps: collectstatic only needs the settings of production to be complete.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') CELERY_BROKER_URL=redis://build/0 \
    PUBLIC_URL=https://build DATABASE_URL=sqlite:////tmp/build.sqlite3 python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q config workflows grants notifications
USER mittelweg
VOLUME /var/lib/mittelweg
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s CMD ["python", "-m", "config.alive", "web"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "30"]
