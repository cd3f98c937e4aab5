# syntax=docker/dockerfile:1
# Two stages: the first builds the web client, the second holds what a node runs and nothing else.
FROM node:26-bookworm-slim AS build
WORKDIR /parlance
# What is installed changes less often than what is written: these layers are kept.
COPY package.json package-lock.json .npmrc ./
COPY packages/server/package.json packages/server/
COPY packages/client/package.json packages/client/
COPY packages/zo/package.json packages/zo/
COPY packages/web/package.json packages/web/
RUN npm ci --omit=dev --ignore-scripts -w @parlance/web
COPY tsconfig.json ./
COPY packages/client packages/client
COPY packages/zo packages/zo
COPY packages/web packages/web
RUN node packages/web/build/main.ts --strict

FROM node:26-bookworm-slim
ENV NODE_ENV=production
WORKDIR /parlance
COPY package.json package-lock.json .npmrc ./
COPY packages/server/package.json packages/server/
COPY packages/client/package.json packages/client/
COPY packages/zo/package.json packages/zo/
RUN npm ci --omit=dev --ignore-scripts -w @parlance/server && npm cache clean --force
COPY packages/zo/src packages/zo/src
COPY packages/client/src packages/client/src
COPY packages/server/src packages/server/src
COPY --from=build /parlance/packages/web/dist packages/web/dist
# SQLite and files, where no PostgreSQL is given.
RUN install -d -o node -g node /data
VOLUME /data
USER node
ENV PARLANCE_HOST=0.0.0.0 PARLANCE_DATA=/data
EXPOSE 8080 3001
# Alive, not ready: a node whose database is gone is not mended by a restart.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PARLANCE_PORT || 8080) + '/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No npm in between: signals reach the server, which stops in order.
ENTRYPOINT ["node", "packages/server/src/app/main.ts"]
