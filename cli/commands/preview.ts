import { engineCommand } from "../engine/command";

export const command = engineCommand("preview", 1);
