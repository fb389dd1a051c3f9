export {
  countJobs,
  type JobCounts,
  defineJob,
  enqueue,
  handleJob,
  installJobs,
  type Job,
  type JobHandler,
  startWorker,
  type WorkerOptions,
} from './jobs.ts'
