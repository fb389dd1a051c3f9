export { type Period, periodOf } from './domain/periods.ts'
export type { LoadShown, Report } from './domain/report.ts'
export { countEverywhere } from './jobs.ts'
export { mayOpenFigures, readableServices } from './policy.ts'
export { type Dimension, dimensions, noService } from './schema.ts'
export { countAgain, type CountingTools, figureJobHandlers } from './service/counting.ts'
export {
  type CutFigures,
  type Figures,
  type FiguresAsked,
  type MonthFigures,
  openFigures,
  type PublicFigures,
  readFigures,
  readPublicFigures,
  readTerritoryFigures,
  type TerritoryFigures,
} from './service/reading.ts'
