import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#kernel/errors'
import type { Config } from '#platform/config'
import { databaseOf, type EmbeddedServer, ensureDatabase, migrate, runningEmbedded, startEmbedded } from '#platform/db'
import { installJobs } from '#platform/jobs'
import { isFolderLocked, lockFolder } from '#platform/process'

/** A data folder and its database, ready to work on. */
export interface Installation {
  readonly databaseUrl: string
  /** The server that we started and must look after; undefined when another process or machine does. */
  readonly server: EmbeddedServer | undefined
  /** Gives back what was started or held. */
  close(): Promise<void>
}

/** Under this, PostgreSQL may stop in the middle of a write: say it before. */
const minimumFreeBytes = 200 * 1024 * 1024

/**
 * Opens the installation for the platform itself: holds the folder, so that a second start is refused.
 * @throws AppError `conflict process.folder_in_use`, `unavailable db.*`, `unavailable installation.*`
 */
export async function openForPlatform(config: Config): Promise<Installation> {
  await prepareFolder(config.dataFolder)
  const lock = await lockFolder(config.dataFolder)
  try {
    if (config.databaseUrl) return { databaseUrl: config.databaseUrl, server: undefined, close: () => lock.release() }
    const server = await startEmbedded({ folder: join(config.dataFolder, 'postgres') })
    const databaseUrl = await ensureDatabase(server.url, databaseName)
    return {
      databaseUrl,
      server,
      close: async () => {
        await server.stop()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Opens it for one command: beside the running platform when there is one, alone otherwise. */
export async function openForCommand(config: Config): Promise<Installation> {
  if (config.databaseUrl) return { databaseUrl: config.databaseUrl, server: undefined, close: async () => {} }
  const running = runningEmbedded(join(config.dataFolder, 'postgres'))
  if (running !== undefined && (await isFolderLocked(config.dataFolder))) {
    return { databaseUrl: databaseOf(running, databaseName), server: undefined, close: async () => {} }
  }
  return openForPlatform(config)
}

const databaseName = 'traboule'

/** Brings tables and queue to this version of the program. */
export async function upgrade(databaseUrl: string): Promise<string[]> {
  const applied = await migrate(databaseUrl)
  await installJobs(databaseUrl)
  return applied
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new AppError('unavailable', 'installation.folder', { cause: error, detail: folder })
  }
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < minimumFreeBytes) {
    throw new AppError('unavailable', 'installation.disk_full', {
      detail: `${Math.floor((bavail * bsize) / 1024 / 1024)} Mo, ${folder}`,
    })
  }
}
