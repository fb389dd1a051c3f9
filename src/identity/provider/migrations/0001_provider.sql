-- The identity provider: applications that sign people in, keys that sign tokens, what tokens are made of, consents.
-- People and applications are of the whole territory: one issuer, one base of accounts, many collectivities.

create schema provider;
grant usage on schema provider to traboule_app;
-- Holds nothing but the pieces of partitioned tables, cut by time of expiry.
create schema partition;
grant usage on schema partition to traboule_app;

create table provider.client (
  id uuid primary key,
  -- As the application names itself: client_id of OpenID Connect, entityID of SAML, address of a CAS service.
  client_id text not null unique,
  protocol text not null check (protocol in ('oidc', 'saml', 'cas')),
  name text not null,
  -- Whose application it is; none: the territory's.
  collectivity_id uuid,
  is_first_party boolean not null default false,
  is_open boolean not null default true,
  redirect_uris text[] not null default '{}',
  logout_redirect_uris text[] not null default '{}',
  backchannel_logout_uri text,
  auth_method text not null default 'client_secret_basic'
    check (auth_method in ('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
  secret_hash bytea,
  -- The secret of before keeps opening until then.
  former_secret_hash bytea,
  former_secret_until timestamptz,
  jwks jsonb,
  jwks_uri text,
  subject_type text not null default 'pairwise' check (subject_type in ('public', 'pairwise')),
  signing_algorithm text not null default 'ES256' check (signing_algorithm in ('ES256', 'RS256')),
  is_userinfo_signed boolean not null default false,
  scopes text[] not null default '{openid}',
  required_data text[] not null default '{}',
  may_refresh boolean not null default false,
  contact text,
  home_uri text,
  -- Who may enter; see policy.ts.
  rules jsonb not null default '{"kind": "everybody"}',
  -- What one protocol alone needs.
  settings jsonb not null default '{}',
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index client_by_collectivity on provider.client (collectivity_id, name);
grant select, insert, update on provider.client to traboule_app;

-- What was refused to an application, to say it in words to who runs it. Swept each night.
create table provider.client_error (
  client_id uuid not null references provider.client (id),
  id uuid not null,
  at timestamptz not null,
  code text not null,
  description text not null,
  primary key (client_id, id)
);
create index client_error_by_time on provider.client_error (at);
grant select, insert, delete on provider.client_error to traboule_app;

-- Private keys are sealed by the installation's secret.
create table provider.signing_key (
  id uuid primary key,
  ring text not null check (ring in ('es256', 'rs256', 'saml')),
  state text not null check (state in ('next', 'active', 'retired')),
  public_key jsonb not null,
  sealed text not null,
  certificate text,
  created_at timestamptz not null,
  activated_at timestamptz,
  retired_at timestamptz
);
create unique index signing_key_in_turn on provider.signing_key (ring, state) where state <> 'retired';
grant select, insert, update, delete on provider.signing_key to traboule_app;

-- Counts changes of the register and of the keys, so that each process knows when what it remembers is old.
create table provider.revision (
  subject text primary key check (subject in ('clients', 'keys')),
  number bigint not null
);
insert into provider.revision values ('clients', 1), ('keys', 1);
grant select, update on provider.revision to traboule_app;

-- What lives an hour at most: codes, access tokens, requests pushed in advance, sign-ins under way, assertions seen.
-- Ids are keyed hashes: reading this table opens nothing.
create table provider.brief (
  id bytea not null,
  expires_at timestamptz not null,
  kind text not null,
  -- Which authorization it follows from, and what was granted by it.
  grant_id text,
  granted json,
  payload json not null,
  consumed_at timestamptz,
  primary key (id, expires_at)
) partition by range (expires_at);
grant select, insert, update, delete on provider.brief to traboule_app;

-- What lives for weeks: refresh tokens.
create table provider.lasting (
  id bytea not null,
  expires_at timestamptz not null,
  kind text not null,
  grant_id text,
  granted json,
  payload json not null,
  account_id uuid,
  client_id text,
  consumed_at timestamptz,
  primary key (id, expires_at)
) partition by range (expires_at);
create index lasting_by_account on provider.lasting (account_id, client_id);
grant select, insert, update, delete on provider.lasting to traboule_app;

-- Authorizations ended before their time: a code used twice, a refresh token used twice, a token revoked. What follows
-- from them is dead wherever it is. Few rows, swept each night.
create table provider.ended_grant (
  grant_id text primary key,
  expires_at timestamptz not null
);
create index ended_grant_by_expiry on provider.ended_grant (expires_at);
grant select, insert, delete on provider.ended_grant to traboule_app;

-- Which applications were entered in which session, to tell them when it ends.
create table provider.entry (
  session_id text not null,
  expires_at timestamptz not null,
  client_id text not null,
  account_id uuid not null,
  acting json,
  entered_at timestamptz not null,
  primary key (session_id, client_id, expires_at)
) partition by range (expires_at);
create index entry_by_account on provider.entry (account_id, client_id);
grant select, insert, update, delete on provider.entry to traboule_app;

-- The words that people agreed to, once each.
create table provider.consent_text (
  hash bytea primary key,
  text text not null
);
grant select, insert on provider.consent_text to traboule_app;

-- What each person agreed to hand over, datum by datum: nothing is changed, the latest word holds.
create table provider.consent (
  account_id uuid not null,
  id uuid not null,
  client_id text not null,
  datum text not null,
  decision text not null check (decision in ('given', 'refused', 'withdrawn')),
  at timestamptz not null,
  text_hash bytea references provider.consent_text (hash),
  primary key (account_id, id)
);
create index consent_by_client on provider.consent (account_id, client_id, datum, at desc, id desc);
grant select, insert on provider.consent to traboule_app;

-- Makes pieces ahead and drops those whose time is past. The application's role owns no table: this is all it may do.
create function provider.keep_partitions(at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  plan record;
  first timestamptz;
  piece text;
  old record;
begin
  perform pg_advisory_xact_lock(hashtext('provider.keep_partitions'));
  for plan in
    select * from (values
      ('brief', interval '1 day', 'day', 9, interval '2 hours'),
      ('lasting', interval '7 days', 'week', 12, interval '1 day'),
      ('entry', interval '7 days', 'week', 6, interval '1 day')
    ) as plans (name, span, unit, ahead, kept)
  loop
    for n in -1..plan.ahead loop
      first := date_trunc(plan.unit, at at time zone 'UTC') at time zone 'UTC' + n * plan.span;
      piece := format('provider_%s_%s', plan.name, to_char(first at time zone 'UTC', 'YYYYMMDD'));
      if to_regclass('partition.' || piece) is null then
        execute format('create table partition.%I partition of provider.%I for values from (%L) to (%L)',
          piece, plan.name, first, first + plan.span);
      end if;
    end loop;
    for old in
      select c.relname from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
      where i.inhparent = ('provider.' || plan.name)::regclass
        and to_timestamp(right(c.relname, 8), 'YYYYMMDD') + plan.span + plan.kept < at
    loop
      execute format('drop table partition.%I', old.relname);
    end loop;
  end loop;
end $$;
revoke all on function provider.keep_partitions from public;
grant execute on function provider.keep_partitions to traboule_app;
select provider.keep_partitions(now());
