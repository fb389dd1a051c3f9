import type { App } from './app.ts'

/** What our mails bear in `X-Loop`: the host of this platform. */
export const loopMarkOf = ({ config }: Pick<App, 'config'>): string => new URL(config.publicUrl).host
