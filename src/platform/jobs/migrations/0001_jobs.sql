-- The application's role may ask for a job in its own transaction, and nothing else of the queue.
-- Without a key, the row is inserted as the queue's own add_job would, but in 0.03 ms instead of 0.48, and without NOTIFY:
-- in PostgreSQL, transactions that notify commit one after the other, each waiting for the disk of the one before. Workers
-- look at the queue every half second.
create function platform.add_job(job text, payload json, job_key text, run_at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if add_job.job_key is null then
    insert into graphile_worker._private_jobs (task_id, payload, run_at, max_attempts)
      select tasks.id, add_job.payload, coalesce(add_job.run_at, now()), 25
      from graphile_worker._private_tasks as tasks where tasks.identifier = add_job.job;
    if found then return; end if;
  end if;
  -- A key replaces the job that waits under it; a task asked for the first time is named there.
  perform graphile_worker.add_job(add_job.job, add_job.payload, null, add_job.run_at, 25, add_job.job_key);
end $$;
revoke all on function platform.add_job from public;
grant execute on function platform.add_job to traboule_app;

-- Which workers live: a worker that was killed leaves its jobs locked, for four hours if nobody looked.
create table platform.worker (
  id text primary key,
  seen_at timestamptz not null default now()
);
