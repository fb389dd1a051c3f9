-- A job that is asked for again under its key while a worker does it is replaced: the queue lets it end, never tries it again, and
-- another takes its place. Should its worker die or fail then, it stays as a job that was tried too often, though nothing of it is
-- lost. It is marked, so that workers clear it away and nobody counts it as a failure.
create or replace function platform.add_job(job text, payload json, job_key text, run_at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  if add_job.job_key is null then
    insert into graphile_worker._private_jobs (task_id, payload, run_at, max_attempts)
      select tasks.id, add_job.payload, coalesce(add_job.run_at, now()), 25
      from graphile_worker._private_tasks as tasks where tasks.identifier = add_job.job;
    if found then return; end if;
  else
    -- Locked, so that no worker takes it between this look and the next line.
    perform 1 from graphile_worker._private_jobs as jobs where jobs.key = add_job.job_key for update;
    update graphile_worker._private_jobs as jobs set flags = '{"replaced": true}'
      where jobs.key = add_job.job_key and jobs.locked_at is not null;
  end if;
  -- A key replaces the job that waits under it; a task asked for the first time is named there.
  perform graphile_worker.add_job(add_job.job, add_job.payload, null, add_job.run_at, 25, add_job.job_key);
end $$;
