declare module "cobs" {
  const cobs: { encode(bytes: Uint8Array, zeroFrame?: boolean): Buffer; decode(bytes: Uint8Array): Buffer };
  export default cobs;
}
