export { ofName } from './domain/french.ts'
export { openNow, type Opening, type OpenState, rangesOn } from './domain/opening.ts'
export { isSiren } from './domain/import/siren.ts'
export type { FaultyFiles, Problem, ProblemReason } from './domain/import/problem.ts'
export type {
  Brand,
  Collectivity,
  CollectivityKind,
  Contact,
  Notice,
  OpeningHours,
  Place,
  Presentation,
  Service,
  Site,
  Territory,
  TimeRange,
} from './schema.ts'
export { loadDemoCollectivities } from './service/demo.ts'
export { importTerritory, type ImportReport } from './service/import.ts'
export { declareHostname, openCollectivity, type PresentationRefusal } from './service/presentation.ts'
export {
  type CollectivityFilter,
  findCommunes,
  findSite,
  getLocalInformation,
  getSite,
  getTerritory,
  listCollectivities,
  listHosts,
  listServices,
  type LocalInformation,
  type SiteSelector,
} from './service/sites.ts'
export { problemSentence } from './texts.ts'
