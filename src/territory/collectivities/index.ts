export { ofName } from './domain/french.ts'
export { openNow, type Opening, type OpenState } from './domain/opening.ts'
export type {
  Brand,
  Collectivity,
  CollectivityKind,
  Contact,
  Notice,
  OpeningHours,
  Place,
  Service,
  Site,
  Territory,
  TimeRange,
} from './schema.ts'
export {
  type CollectivityFilter,
  findCommunes,
  findSite,
  getLocalInformation,
  getSite,
  getTerritory,
  listCollectivities,
  listServices,
  type LocalInformation,
  type SiteSelector,
} from './service/sites.ts'
