/** Whether a value is sops' ciphertext. */
export function isEncrypted(value: unknown): boolean {
  return typeof value === "string" && /^ENC\[AES256_GCM,data:[^\]]*,type:\w+\]$/.test(value);
}
