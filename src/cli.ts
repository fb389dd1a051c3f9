import { readConfig } from '#platform/config'
import { commands, findCommand } from './apps/cli/commands.ts'
import { sentenceOf } from './apps/cli/sentences.ts'

const usage = (): string =>
  [
    'Usage : traboule COMMANDE',
    '',
    ...commands.map(
      ({ name, parameters, purpose }) => `  ${[name, parameters].filter(Boolean).join(' ').padEnd(58)} ${purpose}`,
    ),
    '',
    'Réglages par variables d’environnement : docs/operate/README.md.',
  ].join('\n')

/** The command line. Resolves with the exit code: 0 done, 1 refused or failed, 2 misused. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.length === 0 || ['aide', 'help', '--help', '-h'].includes(args[0] ?? '')) {
    process.stdout.write(`${usage()}\n`)
    return args.length === 0 ? 2 : 0
  }
  const found = findCommand(args)
  if (!found) {
    process.stderr.write(`Commande inconnue : ${args.join(' ')}\n\n${usage()}\n`)
    return 2
  }
  try {
    return await found.command.run(readConfig(), found.rest)
  } catch (error) {
    const sentence = sentenceOf(error)
    process.stderr.write(`${sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
    return 1
  }
}
