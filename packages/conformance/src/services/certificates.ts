/** Certificates of the test's own, made by openssl: an authority and those it signs for, in a folder that is gone at the end. */
import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownUser } from "./postgres.ts";

/** Why tests that need certificates are skipped; false where they can run. With PARLANCE_NO_SKIPS (CI) they run, and fail. */
export function withoutOpenssl(): string | false {
  if (process.env["PARLANCE_NO_SKIPS"] === "1" || spawnSync("openssl", ["version"]).status === 0) return false;
  return "openssl is not installed (Debian: apt-get install openssl)";
}

/** Paths of PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

export class Certificates implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "parlance-certificates-"));
  /** Who signs. */
  readonly ca: string;
  /** Signs for nobody here. */
  readonly otherCa: string;

  constructor() {
    this.#own(this.folder);
    this.ca = this.#make("ca", ["-addext", "basicConstraints=critical,CA:TRUE"]).cert;
    this.otherCa = this.#make("other", ["-addext", "basicConstraints=critical,CA:TRUE"]).cert;
  }

  /** For names as in a certificate: `DNS:localhost,IP:127.0.0.1`. */
  of(name: string, subjects: string): Certificate {
    const signed = ["-CA", this.ca, "-CAkey", this.#path("ca.key"), "-addext", "basicConstraints=CA:FALSE"];
    return this.#make(name, [...signed, "-addext", `subjectAltName=${subjects}`]);
  }

  /** Puts `from` in the place of `to`, for a server that is told to read its files again. */
  replace(to: Certificate, from: Certificate): void {
    copyFileSync(from.cert, to.cert);
    copyFileSync(from.key, to.key);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #path(name: string): string {
    return join(this.folder, name);
  }

  #make(name: string, extra: readonly string[]): Certificate {
    const made = { cert: this.#path(`${name}.pem`), key: this.#path(`${name}.key`) };
    const subject = ["-subj", `/CN=parlance test ${name}`, "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...key, "-keyout", made.key, "-out", made.cert, ...subject, ...extra], {
      stdio: "pipe",
    });
    this.#own(made.key);
    return made;
  }

  /** PostgreSQL takes a key that is its own user's. */
  #own(path: string): void {
    const { uid, gid } = ownUser();
    if (uid !== undefined) chownSync(path, uid, gid ?? uid);
  }
}
