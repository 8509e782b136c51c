-- The jobs on payments. The code that changes a payment creates and deletes its jobs in the same transaction, and the
-- database refuses a payment without a job that it needs (Rules/021_commit_checks.sql). Webhooks and the reconciliation
-- request a RECONCILE job.

create table payment_jobs (
  id            bigint      generated always as identity,
  payment_key   text        not null constraint job_is_of_a_payment references payments,
  -- CHECK: retrieve a pending payment. EXPIRE: end the order when its time is over. REFUND: send or continue a refund.
  -- RECONCILE: retrieve the payment once, whatever its status, because a webhook or the reconciliation reported it.
  kind          text        not null,
  -- What requested it; recorded in the ledger entries that follow.
  source        text        not null default 'JOB',
  due_at        timestamptz not null,
  -- A worker has claimed the job until this time. A claim that expires too early does no harm, because every job is
  -- idempotent.
  claimed_until timestamptz,
  attempts      int         not null default 0,
  -- The number of requests that this job answers. A worker deletes a job only if no request came since it claimed it.
  requests      int         not null default 1,
  -- When the oldest unanswered request came: the run reads the dispute webhooks since then.
  created_at    timestamptz not null default now(),
  constraint one_job_per_kind primary key (payment_key, kind),
  constraint job_kind_is_known check (kind in ('CHECK', 'EXPIRE', 'REFUND', 'RECONCILE')),
  constraint job_source_is_known check (source in ('WEBHOOK', 'JOB', 'RECONCILIATION')),
  constraint job_attempts_are_never_negative check (attempts >= 0)
);

create index payment_jobs_that_are_due on payment_jobs (kind, due_at);

grant select, insert (payment_key, kind, source, due_at, attempts, claimed_until), delete,
  update (source, due_at, claimed_until, attempts, requests, created_at) on payment_jobs to commerce_service;
