// What is measured: a group of processes with a separate PostgreSQL server. Every process ends with this one, even if
// this one is killed.
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ticksPerSecond = 100;
const isRoot = process.getuid() === 0;

// PostgreSQL refuses root, so it runs as the user that its package creates.
const asPostgres = isRoot ? ['--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];

function postgresBin() {
  const versions = '/usr/lib/postgresql';
  return join(versions, readdirSync(versions).sort((a, b) => b - a)[0], 'bin');
}

export async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Target {
  /** The process ids whose CPU time is counted. */
  pids = {};
  addresses = {};
  /** Milliseconds from the start of each service to its first answer. */
  starts = {};
  tokens = [];
  #folder = mkdtempSync(join(tmpdir(), 'shop-bench-'));
  #children = [];
  #served = {};

  /** With `nested`, the profile shows the statements of triggers too. */
  constructor(name, nested) {
    Object.assign(this, { name, nested });
  }

  stop() {
    this.#children.reverse().forEach((child) => child.kill('SIGKILL'));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  sql(database, text) {
    return execFileSync('psql', [
      '-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres', '-d', database, '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text,
    ], { encoding: 'utf8', stdio: 'pipe' });
  }

  /** CPU seconds used so far by each process tree. */
  cpu() {
    return Object.fromEntries(Object.entries(this.pids).map(([service, pid]) => [service, cpuOf(pid)]));
  }

  /** The number of statements since the last reset, and the milliseconds that planning them took. */
  statements() {
    const [calls, planning] = this.sql(
      'postgres', `select sum(calls), sum(total_plan_time) from pg_stat_statements where ${ofTheTarget}`).split('|');
    return { calls: +calls, planning: +planning };
  }

  resetStatements() {
    this.sql('postgres', 'select pg_stat_statements_reset()');
  }

  /** The statements that cost most since the last reset. */
  profile(times) {
    return this.sql('postgres', `
      select format('%s ms (planning %s), %s calls, %s: %s', round(((total_exec_time + total_plan_time) / ${times})::numeric, 4),
        round((total_plan_time / ${times})::numeric, 4), round((calls / ${times}.0)::numeric, 2),
        case when toplevel then 'sent' else 'in a trigger' end, left(regexp_replace(query, '[[:space:]]+', ' ', 'g'), 150))
      from pg_stat_statements where ${ofTheTarget} order by total_exec_time + total_plan_time desc limit 25`);
  }

  async startPostgres() {
    const bin = postgresBin();
    if (isRoot) {
      const [uid, gid] = ['-u', '-g'].map((flag) => +execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
      chownSync(this.#folder, uid, gid);
    }

    const data = join(this.#folder, 'data');
    execFileSync('setpriv', [...asPostgres, '--', join(bin, 'initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
      { stdio: 'pipe', cwd: '/' });
    this.port = await freePort();
    const server = this.run('postgres', join(bin, 'postgres'), [
      '-D', data, '-p', String(this.port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${this.#folder}`,
      '-c', 'max_connections=300', '-c', 'shared_preload_libraries=pg_stat_statements',
      '-c', 'pg_stat_statements.track_planning=on', '-c', `pg_stat_statements.track=${this.nested ? 'all' : 'top'}`,
    ], { before: asPostgres, cwd: '/' });
    await this.until(async () => this.sql('postgres', 'select 1').trim() === '1', 'PostgreSQL', server);
    this.sql('postgres', 'create extension pg_stat_statements');
  }

  /** Starts a program, which ends with this target; without a name its CPU time is not counted. */
  run(name, program, args, { env = {}, cwd, before = [] } = {}) {
    const child = spawn('setpriv', ['--pdeathsig=KILL', ...before, '--', program, ...args], {
      env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.log = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (child.log = (child.log + text).slice(-20_000)));
    this.#children.push(child);
    if (name) this.pids[name] = child.pid;
    return child;
  }

  /** Starts a service and waits until it answers. */
  async serve(name, path, program, args, options) {
    const begun = performance.now();
    const child = this.run(name, program, args, options);
    this.#served[name] = { child, again: () => this.serve(name, path, program, args, options) };
    await this.until(async () => (await fetch(this.addresses[name] + path)).ok, name, child);
    this.starts[name] = performance.now() - begun;
  }

  /** Kills a service and starts it again; returns the milliseconds until it answers. */
  async killAndStartAgain(name) {
    const begun = performance.now();
    const { child, again } = this.#served[name];
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await again();
    return performance.now() - begun;
  }

  /** The resident memory of each service now, in MiB. */
  memory() {
    return Object.fromEntries(Object.entries(this.pids).filter(([name]) => name !== 'postgres').map(([name, pid]) =>
      [name, /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1] / 1024]));
  }

  async until(condition, what, child) {
    const deadline = Date.now() + 60_000;
    while (!(await condition().catch(() => false))) {
      if (Date.now() > deadline || child?.exitCode != null) throw new Error(`${what} did not start:\n${child?.log ?? ''}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

// The benchmark itself works in the database postgres.
const ofTheTarget = "dbid <> (select oid from pg_database where datname = 'postgres')";

function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    const own = +fields[11] + +fields[12] + +fields[13] + +fields[14]; // With children that have ended.
    return own / ticksPerSecond + children.reduce((sum, child) => sum + cpuOf(child), 0);
  } catch {
    return 0; // The process has ended.
  }
}
