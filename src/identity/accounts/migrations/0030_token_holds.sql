-- Whether what an application was granted still holds: its account lives, nothing has cut it since, and the session that it
-- follows from lives. A function, so that who keeps tokens asks in the very statement that finds one: no token outlives
-- the transaction that ends it.
create function accounts.token_holds(account uuid, issued timestamptz, session text, at timestamptz) returns boolean
language plpgsql stable parallel safe as $$
begin
  return exists (
    select from accounts.account a
    where a.id = account and a.closed_at is null and a.closing_at is null and a.suspended_at is null
      and (a.cut_at is null or a.cut_at < issued)
      and (session is null or exists (
        select from accounts.session s
        where s.account_id = a.id and substring(s.id_hash for 16) = decode(session, 'hex')
          and s.revoked_at is null and s.expires_at > at)));
end
$$;
