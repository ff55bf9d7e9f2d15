/** Nothing to prepare for all files: each starts what it needs. */
export default function setup(): void {}
