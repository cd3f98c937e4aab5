import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { settings } from "../packages/server/src/app/config/settings.ts";
import { createMetrics } from "../packages/server/src/app/metrics.ts";
import { boundsWith } from "../packages/server/src/ports/bounds.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const environment = z.record(z.string(), z.string());
const compose = z.object({ services: z.record(z.string(), z.looseObject({ environment: environment.optional() })) });
const composed = (): z.infer<typeof compose> => compose.parse(parse(read("compose.yaml"), { merge: true }));
const nodes = ["node-1", "node-2", "node-3"] as const;

/** All names of metrics that an expression of Prometheus asks for. */
const metricsIn = (expression: string): string[] => expression.match(/\bparlance_\w+/g) ?? [];

async function exported(): Promise<(name: string) => boolean> {
  const { body } = await createMetrics().render();
  const kinds = new Map([...body.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = "", kind = ""]) => [name, kind]));
  return (name) => kinds.has(name) || (kinds.get(name.replace(/_(?:bucket|sum|count)$/, "")) === "histogram" && !kinds.has(name));
}

describe("what is deployed", () => {
  test("every variable that a node is given is one of a setting", () => {
    const known = new Set<string>(Object.values(settings).map(({ env }) => env));
    const { services } = composed();
    const given = nodes.flatMap((node) => Object.keys(services[node]?.environment ?? {}));
    assert.equal(given.length, 4 * nodes.length);
    const files = ["Dockerfile", "deploy/kubernetes/parlance.yaml"].map(read).join("\n");
    for (const name of [...given, ...(files.match(/\bPARLANCE_[A-Z_]+\b/g) ?? [])]) assert.ok(known.has(name), name);
  });

  test("ports are the defaults that the server listens on", () => {
    const ports = [settings.port.fallback, settings.rosterPort.fallback];
    assert.deepEqual(ports, [8080, 3001]);
    assert.match(read("Dockerfile"), /^EXPOSE 8080 3001$/m);
    const balancer = read("deploy/haproxy.cfg");
    for (const node of nodes) for (const port of ports) assert.ok(balancer.includes(`${node}:${port}`), `${node}:${port}`);
  });

  test("nodes are given longer to stop than they take", () => {
    const { shutdownMs } = boundsWith();
    const graces = [
      /stop_grace_period: (\d+)s/.exec(read("compose.yaml")),
      /terminationGracePeriodSeconds: (\d+)/.exec(read("deploy/kubernetes/parlance.yaml")),
    ];
    for (const grace of graces) assert.ok(Number(grace?.[1]) * 1_000 > shutdownMs, `${grace?.[0]}`);
  });

  test("manifests are YAML, each of a kind, and run as nobody's root", () => {
    const documents = parseAllDocuments(read("deploy/kubernetes/parlance.yaml"));
    const kinds = documents.map((document) => {
      assert.deepEqual(document.errors, []);
      return z.looseObject({ kind: z.string() }).parse(document.toJS()).kind;
    });
    assert.deepEqual(kinds, ["Deployment", "Service", "PodDisruptionBudget", "Ingress"]);
    assert.match(read("deploy/kubernetes/parlance.yaml"), /runAsNonRoot: true/);
    assert.match(read("Dockerfile"), /^USER node$/m);
  });

  test("what the image copies is there, and nothing that it needs is kept from it", () => {
    const copied = [...read("Dockerfile").matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = ""]) => paths.split(" "));
    assert.ok(copied.length > 10);
    const ignore = read(".dockerignore").split("\n");
    for (const path of copied) {
      assert.ok(existsSync(join(root, path)), path);
      assert.ok(!ignore.includes(path), path);
      assert.ok(ignore.includes(`!${path.split("/")[0] ?? ""}`), path);
    }
  });

  test("dashboard and alerts ask for metrics that the server has", async () => {
    const isExported = await exported();
    assert.ok(!isExported("parlance_nonsense"));
    const files = ["deploy/prometheus/alerts.yaml", ...globSync("deploy/grafana/*.json", { cwd: root })];
    assert.equal(files.length, 2);
    for (const file of files) {
      const expressions = [...read(file).matchAll(/"?expr"?: (.+)/g)].map(([, expression = ""]) => expression);
      assert.ok(expressions.length > 5, file);
      for (const name of expressions.flatMap(metricsIn)) assert.ok(isExported(name), `${file}: ${name}`);
    }
  });

  test("each alert says in the operator's book what to do", () => {
    const rules = z.object({ groups: z.array(z.object({ rules: z.array(z.looseObject({ alert: z.string() })) })) });
    const names = rules
      .parse(parse(read("deploy/prometheus/alerts.yaml")))
      .groups.flatMap(({ rules: all }) => all.map(({ alert }) => alert));
    assert.ok(names.length > 5);
    const book = read("docs/OPERATIONS.md");
    for (const name of names) assert.ok(book.includes(`\`${name}\``), name);
  });
});
