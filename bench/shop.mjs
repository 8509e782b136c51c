// Starts one build of the shop with a PostgreSQL server of its own. Every process ends with this one, even if this one
// is killed.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, chownSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const isRoot = process.getuid() === 0;
const storeId = 'store-00000000-0000-4000-8000-000000000001';
const key = (name) => Buffer.from(name.padEnd(32, '-')).toString('base64');
const products = 1000;

// The workers are off: they would handle the orders of one measurement during the next one.
const workersOff = Object.fromEntries([
  'Money__PollInterval', 'Money__ReconcilePollInterval', 'Money__CheckpointInterval', 'Money__DeleteWebhooksInterval',
  'Reconciliation__Interval', 'Erasure__Interval',
  // The names of older revisions.
  'Money__LookEvery', 'Money__ReconcileEvery', 'Money__CheckpointEvery', 'Money__DeleteWebhooksEvery',
  'Reconciliation__Every', 'Erasure__Every', 'Money__SealEvery', 'Money__ForgetEvery',
].map((setting) => [setting, '1.00:00:00']));
const firstProduct = 10_000;

function postgresBin() {
  const versions = '/usr/lib/postgresql';
  return join(versions, readdirSync(versions).sort((a, b) => b - a)[0], 'bin');
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// PostgreSQL refuses root, so it runs as the user that its package creates.
const asPostgres = isRoot ? ['--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];

function start(program, args, { env = {}, cwd, before = [] } = {}) {
  const child = spawn('setpriv', ['--pdeathsig=KILL', ...before, '--', program, ...args], {
    env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (child.log = (child.log + text).slice(-20_000)));
  return child;
}

async function until(condition, what, child) {
  const deadline = Date.now() + 60_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline || child?.exitCode != null) throw new Error(`${what} did not start:\n${child?.log ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A running build: addresses, and the process ids whose CPU time is counted. */
export class Shop {
  #folder = mkdtempSync(join(tmpdir(), 'shop-bench-'));
  #children = [];
  #ordered = 0;
  pids = {};

  static async start(name, programs, providerPort, nested) {
    const shop = new Shop();
    Object.assign(shop, { name, programs, nested });
    await shop.#startPostgres();
    const [account, accountRpc, commerce, commerceRpc, web] = await Promise.all(Array.from({ length: 5 }, freePort));
    shop.addresses = Object.fromEntries(
      Object.entries({ account, commerce, web }).map(([service, port]) => [service, `http://127.0.0.1:${port}`]));
    const discovery = {
      services__account__http__0: shop.addresses.account, services__account__rpc__0: `http://127.0.0.1:${accountRpc}`,
      services__commerce__http__0: shop.addresses.commerce, services__commerce__rpc__0: `http://127.0.0.1:${commerceRpc}`,
    };
    const common = { ...discovery, PortOne__BaseUrl: `http://127.0.0.1:${providerPort}` };
    await shop.#startService('Account', 'accountdb', account, accountRpc, common);
    await shop.#startService('Commerce', 'commercedb', commerce, commerceRpc, common);
    await shop.#startService('Web', 'webdb', web, null, common);
    shop.#seed();
    return shop;
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

  async #startPostgres() {
    const bin = postgresBin();
    if (isRoot) {
      const [uid, gid] = ['-u', '-g'].map((flag) => +execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
      chownSync(this.#folder, uid, gid);
    }

    const data = join(this.#folder, 'data');
    execFileSync('setpriv', [...asPostgres, '--', join(bin, 'initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
      { stdio: 'pipe', cwd: '/' });
    this.port = await freePort();
    const server = start(join(bin, 'postgres'), [
      '-D', data, '-p', String(this.port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${this.#folder}`,
      '-c', 'max_connections=300', '-c', 'shared_preload_libraries=pg_stat_statements',
      '-c', 'pg_stat_statements.track_planning=on', '-c', `pg_stat_statements.track=${this.nested ? 'all' : 'top'}`,
    ], { before: asPostgres, cwd: '/' });
    this.#children.push(server);
    this.pids.postgres = server.pid;
    await until(async () => this.sql('postgres', 'select 1').trim() === '1', 'PostgreSQL', server);
    this.sql('postgres', 'create extension pg_stat_statements');
  }

  /** The number of statements since the last reset, and the milliseconds that planning them took. */
  statements() {
    const [calls, planning] = this.sql(
      'postgres', `select sum(calls), sum(total_plan_time) from pg_stat_statements where ${ofServices}`).split('|');
    return { calls: +calls, planning: +planning };
  }

  resetStatements() {
    this.sql('postgres', 'select pg_stat_statements_reset()');
  }

  /** The statements that cost most since the last reset; with nested ones, those of triggers too. */
  profile(times) {
    return this.sql('postgres', `
      select format('%s ms (planning %s), %s calls, %s: %s', round(((total_exec_time + total_plan_time) / ${times})::numeric, 4),
        round((total_plan_time / ${times})::numeric, 4), round((calls / ${times}.0)::numeric, 2),
        case when toplevel then 'sent' else 'in a trigger' end, left(regexp_replace(query, '[[:space:]]+', ' ', 'g'), 150))
      from pg_stat_statements where ${ofServices} order by total_exec_time + total_plan_time desc limit 25`);
  }

  async #startService(service, database, port, rpcPort, common) {
    const folder = join(process.cwd(), this.programs, `Shop.${service}`);
    const password = `bench-only-${service}-password`;
    const server = `Host=127.0.0.1;Port=${this.port};Database=${database}`;
    const env = {
      ...common,
      ...workersOff,
      ASPNETCORE_ENVIRONMENT: 'Development',
      Logging__LogLevel__Default: 'Warning',
      Database__Password: password,
      Data__Key: key(`bench-${service}`),
      Identity__CiPeppers: key('bench-pepper'),
      Service__Credential: 'bench-only-service-credential',
      PortOne__ApiSecret: 'bench',
      PortOne__StoreId: storeId,
      PortOne__WebhookSecrets: `whsec_${key('bench-webhook')}`,
      PortOne__PaymentChannels: '[{"key":"channel-key-1","provider":"TOSSPAYMENTS"}]',
      PortOne__IdentityChannel: '{"key":"channel-key-2","provider":"DANAL"}',
    };
    const dll = join(folder, `Shop.${service}.dll`);
    const migrate = start('dotnet', [dll, 'migrate'], {
      cwd: folder, env: { ...env, [`ConnectionStrings__${database}`]: `${server};Username=postgres` },
    });
    if ((await new Promise((resolve) => migrate.on('exit', resolve))) !== 0) throw new Error(`migrate: ${migrate.log}`);
    const login = `${service.toLowerCase()}_service`;
    const child = start('dotnet', [dll], {
      cwd: folder,
      env: {
        ...env,
        [`ConnectionStrings__${database}`]: `${server};Username=${login};Password=${password}`,
        ...(rpcPort
          ? { Kestrel__Endpoints__http__Url: `http://127.0.0.1:${port}`, Kestrel__Endpoints__rpc__Url: `http://127.0.0.1:${rpcPort}` }
          : { ASPNETCORE_URLS: `http://127.0.0.1:${port}` }),
      },
    });
    this.#children.push(child);
    this.pids[service.toLowerCase()] = child.pid;
    await until(async () => (await fetch(`http://127.0.0.1:${port}/alive`)).ok, service, child);
  }

  #seed() {
    this.sql('commercedb', `
      insert into products (id, category, name_ko, name_en, description_ko, description_en, price_won, image_url, stock, received, adults_only)
      select ${firstProduct} + n, (select min(category) from categories), 'Product ' || n, 'Product ' || n, '', '', 10000,
             '/images/products/desk-lamp.svg', 1000000000, 1000000000, false
      from generate_series(1, ${products}) n;`);
    this.sql('commercedb', 'vacuum analyze');
  }

  /** The id of a product that the benchmark added. */
  static randomProduct = () => firstProduct + 1 + Math.floor(Math.random() * (products - 5));

  /** Three products with quantities that no earlier order has: the same content would continue a pending order. */
  nextLines() {
    const n = this.#ordered++;
    return [0, 1, 2].map((line) => ({
      productId: firstProduct + 1 + ((7 * n + line) % products), quantity: 1 + (line === 0 ? Math.floor(n / products) % 99 : 0),
    }));
  }
}

const ofServices = "userid::regrole::text like '%_service'";
const ticksPerSecond = 100;

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
