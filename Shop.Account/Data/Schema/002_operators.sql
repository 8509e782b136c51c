-- The shop's operators: who works in the back office, their sessions and one-time links, and the log of their acts.

create table operators (
  id                          uuid        primary key,
  login_id                    text        not null,
  role                        text        not null,
  -- Null until the operator has opened a one-time link.
  password_hash               text,
  -- Changes with the password and the second factor; challenges and comparisons of an earlier state are then void.
  security_stamp              text        not null,
  -- The authenticator app's secret, encrypted by the service. A sign-in requires it once second_factor_since is set.
  authenticator_key_encrypted bytea,
  second_factor_since         timestamptz,
  -- The time step of the last accepted code, so that a code is accepted once.
  totp_step                   bigint,
  -- Wrong passwords and codes since the last sign-in, and until when the operator is locked out because of them.
  access_failed_count         integer     not null default 0,
  lockout_end                 timestamptz,
  created_at                  timestamptz not null,
  disabled_at                 timestamptz,

  constraint operator_role_is_known check (role in ('OWNER', 'STAFF')),
  constraint operator_login_id_is_well_formed check (login_id collate "C" ~ '^[a-z0-9_]{4,20}$'),
  constraint second_factor_has_a_key check (second_factor_since is null or authenticator_key_encrypted is not null),
  constraint failures_are_never_negative check (access_failed_count >= 0)
);
create unique index one_operator_per_login_id on operators (login_id);
create index operators_that_own on operators (id) where role = 'OWNER';

-- The shop must never be left without an owner who can sign in. The advisory lock lets the second of two concurrent
-- changes see the first.
create function operator_transitions() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (new.id, new.login_id, new.role, new.created_at)
      is distinct from (old.id, old.login_id, old.role, old.created_at) then
    perform refuse('operator_stays_the_same', 'An operator keeps its login id and its role.');
  end if;
  if new.totp_step < old.totp_step
      and new.authenticator_key_encrypted is not distinct from old.authenticator_key_encrypted then
    perform refuse('used_code_stays_used', 'A code of the authenticator app is accepted once.');
  end if;
  if old.role = 'OWNER' and old.disabled_at is null and old.password_hash is not null
      and (new.disabled_at is not null or new.password_hash is null) then
    perform pg_advisory_xact_lock(1331118418);
    if not exists (select from operators where role = 'OWNER' and disabled_at is null and password_hash is not null
        and id <> old.id) then
      perform refuse('an_owner_remains', 'At least one owner must remain enabled.');
    end if;
  end if;
  return new;
end $$;

create trigger operator_transitions before update on operators
  for each row execute function operator_transitions();

-- Keyed hashes of the recovery codes. A used code is deleted.
create table operator_recovery_codes (
  operator_id uuid  not null references operators (id),
  hash        bytea not null,
  primary key (operator_id, hash),
  constraint recovery_code_is_a_sha256 check (octet_length(hash) = 32)
);

-- One-time links for setting a password. An operator has one at most: a new link replaces the previous one.
create table operator_links (
  operator_id uuid        primary key references operators (id),
  token_hash  bytea       not null unique,
  expires_at  timestamptz not null,
  constraint link_token_is_a_sha256 check (octet_length(token_hash) = 32)
);

create table operator_sessions (
  id           uuid        primary key,
  operator_id  uuid        not null references operators (id),
  token_hash   bytea       not null unique,
  device       text        not null,
  started_at   timestamptz not null,
  last_used_at timestamptz not null,
  expires_at   timestamptz not null,
  constraint session_token_is_a_sha256 check (octet_length(token_hash) = 32),
  constraint device_has_a_limit check (length(device) <= 200)
);
create index operator_sessions_of_an_operator on operator_sessions (operator_id);
create index operator_sessions_by_expiry on operator_sessions (expires_at);

grant select, insert on operators to account_service;
grant update (password_hash, security_stamp, authenticator_key_encrypted, second_factor_since, totp_step,
  access_failed_count, lockout_end, disabled_at) on operators to account_service;
grant select, insert, delete on operator_recovery_codes, operator_sessions, operator_links to account_service;
grant update (last_used_at) on operator_sessions to account_service;

-- The audit log of operators, append-only. An entry is written in the transaction of the act.
create table audit_entries (
  id          bigint      generated always as identity primary key,
  at          timestamptz not null,
  -- Null for a command of the service's program.
  operator_id uuid,
  operator    text        not null,
  act         text        not null,
  subject     text        not null,
  before      jsonb,
  after       jsonb,
  constraint act_is_a_name check (act ~ '^[A-Z][A-Z_]*$'),
  constraint values_are_objects check (
    coalesce(jsonb_typeof(before), 'object') = 'object' and coalesce(jsonb_typeof(after), 'object') = 'object')
);
create index audit_entries_of_an_operator on audit_entries (operator_id, id desc);
create index audit_entries_by_operator on audit_entries (operator, id desc);
create index audit_entries_by_act on audit_entries (act, id desc);
create index audit_entries_by_subject on audit_entries (subject, id desc);
create index audit_entries_by_time on audit_entries (at desc);

create function audit_entry_is_recorded_when_it_happens() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
begin
  if new.at not between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 minutes' then
    perform refuse('audit_entry_is_recorded_when_it_happens', 'at must be the current time, not ' || new.at || '.');
  end if;
  return new;
end $$;

create trigger audit_entry_is_recorded_when_it_happens before insert on audit_entries
  for each row execute function audit_entry_is_recorded_when_it_happens();

create function audit_log_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform refuse('audit_log_is_kept', 'The audit log is append-only.');
  return null;
end $$;

create trigger audit_log_is_kept before update or delete or truncate on audit_entries
  for each statement execute function audit_log_is_kept();

grant select, insert (at, operator_id, operator, act, subject, before, after) on audit_entries to account_service;
