-- What the replicas of the storefront share: the key ring that protects cookies and forms, and the sign-in sessions.
-- Everything secret in these tables is encrypted before it comes here.

create table data_protection_keys (
    name text primary key,
    xml  text not null
);

create table sessions (
    -- The hash of what the browser holds: who reads this table cannot sign in with it.
    key                   text        primary key check (key ~ '^[0-9a-f]{64}$'),
    account_id            uuid        not null,
    ticket                bytea       not null,
    tokens                bytea       not null,
    expires_at            timestamptz not null,
    refresh_claimed_until timestamptz
);

create index sessions_of_an_account on sessions (account_id);
create index sessions_by_expiry on sessions (expires_at);

grant usage on schema public to web_service;
grant select, insert on data_protection_keys to web_service;
grant select, insert, update, delete on sessions to web_service;
