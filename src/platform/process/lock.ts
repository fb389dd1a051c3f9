import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '#kernel/errors'

export interface FolderLock {
  release(): Promise<void>
}

/**
 * Takes a data folder for this process, by listening on a socket in it: the system forgets the listener when the process
 * dies, however it dies, so a lock never outlives its holder.
 * @throws AppError `conflict process.folder_in_use` when another process holds it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true })
  const path = socketPath(folder)
  if (await answers(path)) throw new AppError('conflict', 'process.folder_in_use', { detail: folder })
  rmSync(path, { force: true })
  const server = await listen(path)
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
      }),
  }
}

/** Whether a process holds the folder now. */
export const isFolderLocked = (folder: string): Promise<boolean> => answers(socketPath(folder))

/** A socket's path may not pass 107 bytes: a deep folder gets a short one elsewhere. */
function socketPath(folder: string): string {
  const near = join(folder, 'lock.sock')
  if (Buffer.byteLength(near) < 100) return near
  return join(tmpdir(), `traboule-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error) =>
      reject(new AppError('conflict', 'process.folder_in_use', { cause: error, detail: path })),
    )
    server.listen(path, () => {
      server.unref()
      resolve(server)
    })
  })
}
