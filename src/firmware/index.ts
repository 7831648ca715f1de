/** The door of the firmware room: images in MCUboot's format, simulated flash, boot loader. */
export { type BootResult, boot } from "./boot.ts";
export { DEVELOPMENT_KEY_NAME, developmentKey, developmentPem } from "./development-key.ts";
export {
  Flash,
  FlashCut,
  type FlashOperation,
  type FlashSaved,
  type FrozenSector,
  GRANULE_BYTES,
  PAGE_BYTES,
  SECTOR_BYTES,
  type Tear,
  wasFlashCut,
} from "./flash.ts";
export {
  FLASH_SECTORS,
  factoryContents,
  SCRATCH_SECTOR,
  SLOT_BYTES,
  SLOT_IMAGE_BYTES_MAX,
  SLOT_SECTORS,
  type SlotNumber,
  STATUS_SECTORS,
  slotBegin,
  slotBytes,
  trailerSector,
} from "./flash-map.ts";
export { BODY_BYTES_MIN, buildImage, type ImageHash, type ImagePlan, signImage } from "./image-build.ts";
export {
  decodeHeader,
  IMAGE_BYTES_MAX,
  IMAGE_HEADER_BYTES,
  IMAGE_MAGIC,
  type ImageHeader,
  TLV,
} from "./image-format.ts";
export { isNoImage, type NoImage, type ParsedImage, parseImage } from "./image-parse.ts";
export { type ImageFault, type ImageVerdict, verifyImage } from "./image-verify.ts";
export { generateKey, KeyError, type SigningKey, signingKey, type TrustedKey, trustedKey } from "./keys.ts";
export {
  BEHAVIOUR_WORDS,
  BEHAVIOURS_USUAL,
  decodeManifest,
  type FirmwareBehaviours,
  type Manifest,
} from "./manifest.ts";
export { type Judgement, judgeImage, judgeSlot, mayReplace, type SlotImage, type SlotJudge } from "./slots.ts";
export { readStatus, type SwapStatus } from "./swap-status.ts";
export { readTrailer, type SwapType, swappedTrailer, type Trailer, wantedSwap } from "./trailer.ts";
export {
  beginUpload,
  confirm,
  eraseSecondSlot,
  type FirstChunk,
  isRefused,
  onTrial,
  type Refused,
  requestSwap,
  type SlotState,
  secondSlotInUse,
  slotStates,
  takePiece,
  type UpdateRefusal,
  type UploadSession,
  uploadedSha256,
} from "./update.ts";
export { compareVersions, type ImageVersion, parseVersion, versionText } from "./version.ts";
