// The limits beside which the shop is measured: a bare ASP.NET Core service, and PostgreSQL under pgbench. Both use the
// tables of the original.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, Target } from './target.mjs';

class Limit extends Target {
  async prepare() {
    await this.startPostgres();
    this.sql('postgres', 'create database commerce');
    this.sql('commerce', readFileSync('bench/original/commerce/schema.sql', 'utf8'));
    this.sql('commerce', 'vacuum analyze');
    return this;
  }

  analyze() {
    this.sql('commerce', 'analyze');
  }
}

export class Bare extends Limit {
  static async start(folder, _, nested) {
    const bare = await new Bare('bare', nested).prepare();
    bare.addresses.commerce = `http://127.0.0.1:${await freePort()}`;
    await bare.serve('commerce', '/health', 'dotnet', [join(process.cwd(), folder, 'Bare.dll')], {
      env: {
        ASPNETCORE_URLS: bare.addresses.commerce,
        Database: `Host=127.0.0.1;Port=${bare.port};Username=postgres;Database=commerce;Max Auto Prepare=20;`
          + 'Auto Prepare Min Usages=2;No Reset On Close=true;Maximum Pool Size=20',
      },
    });
    return bare;
  }

  requests = { list: () => ['commerce', 'GET', '/products'] };
}

export class PgBench extends Limit {
  static start = (_, __, nested) => new PgBench('pgbench', nested).prepare();

  requests = {};

  // Runs transactions instead of requests.
  batches = {
    flow: (times, concurrency) => this.#run('-t', Math.ceil(times / concurrency), concurrency),
  };

  /** Flows per second. */
  rate = { flow: (seconds, concurrency) => this.#run('-T', seconds, concurrency) };

  #run(limit, value, concurrency) {
    const output = execFileSync('pgbench', [
      '-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres', '-n', '-M', 'prepared', '-c', String(concurrency),
      '-j', '2', limit, String(value), '-f', 'bench/limits/flow.sql', 'commerce',
    ], { encoding: 'utf8', stdio: 'pipe' });
    return +/tps = ([\d.]+)/.exec(output)[1];
  }
}
