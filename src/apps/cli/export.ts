import type { Config } from '#platform/config'
export const exportData = async (_config: Config, _args: readonly string[]): Promise<number> => 2
