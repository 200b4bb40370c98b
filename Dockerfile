FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps \
    -r requirements.lock

COPY . .
# The values only let the settings load; none of them ends up in the image's environment.
RUN python -m tools.messages --compile \
    && export SECRET_KEY=unused ALLOWED_HOSTS=unused \
    && FIELD_KEYS=$(python -c "from tools.dotenv import field_key; print(field_key())") \
        python manage.py collectstatic --noinput \
    && python -m compileall -q accounts config core deliberations followups points portal stations suggestions \
    && useradd --system --uid 10001 --home-dir /app liaison \
    && mkdir -p var/media var/beat \
    && chown -R liaison var

USER liaison
# Uploaded files and the memory of beat; the static files beside them belong to the image.
VOLUME ["/app/var/media", "/app/var/beat"]
EXPOSE 8000
ENV PORT=8000
CMD ["gunicorn", "config.wsgi", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
