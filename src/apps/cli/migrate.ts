import type { Config } from '#platform/config'
import { openForCommand, upgrade } from './installation.ts'

/** `traboule migrate` */
export async function migrateDatabase(config: Config): Promise<number> {
  const installation = await openForCommand(config)
  try {
    const applied = await upgrade(installation.databaseUrl)
    const told = applied.map((name) => `  ${name}`).join('\n')
    process.stdout.write(applied.length === 0 ? 'La base est déjà à jour.\n' : `Appliqué :\n${told}\n`)
    return 0
  } finally {
    await installation.close()
  }
}
