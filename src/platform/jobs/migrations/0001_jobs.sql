-- The application's role may ask for a job in its own transaction, and nothing else of the queue.
create function platform.add_job(job text, payload json, job_key text, run_at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform graphile_worker.add_job(job, payload, null, run_at, 25, job_key);
end $$;
revoke all on function platform.add_job from public;
grant execute on function platform.add_job to traboule_app;
