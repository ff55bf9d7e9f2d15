import { engineCommand } from "../engine/command";

export const command = engineCommand("up", 2);
