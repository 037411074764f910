# The bot: Rasa with its trained model inside, so that every replica understands alike. Not root, writes nothing.
# Build from the root of the repository: docker build -f docker/bot.Dockerfile -t sunwai-bot .
FROM python:3.10-slim-bookworm AS build
RUN pip install --no-cache-dir "uv>=0.8"
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/srv/venv
WORKDIR /srv/sunwai/bot
COPY bot/pyproject.toml bot/uv.lock bot/.python-version ./
RUN uv sync --frozen --no-dev

FROM python:3.10-slim-bookworm AS train
WORKDIR /srv/sunwai
COPY --from=build /srv/venv /srv/venv
COPY bot ./bot
COPY gateway/places/data/areas.csv ./gateway/places/data/areas.csv
ENV PATH=/srv/venv/bin:$PATH PYTHONUTF8=1 RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 \
    CUDA_VISIBLE_DEVICES=-1 SQLALCHEMY_SILENCE_UBER_WARNING=1
RUN python -m bot train

FROM python:3.10-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/sunwai --shell /usr/sbin/nologin sunwai
WORKDIR /srv/sunwai
COPY --from=build /srv/venv /srv/venv
COPY --from=train /srv/sunwai/bot ./bot
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONUTF8=1 HOME=/tmp MPLCONFIGDIR=/tmp/matplotlib \
    RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=-1 SQLALCHEMY_SILENCE_UBER_WARNING=1 \
    SUNWAI_ENVIRONMENT=production SUNWAI_BOT_HOST=0.0.0.0 SUNWAI_BOT_PORT=8010
USER 10001
EXPOSE 8010
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8010/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["serve"]
