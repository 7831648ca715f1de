/** The words of `cetak image`: build, sign, verify, look at and make keys for firmware images. */
import { type Command, Option } from "commander";

const KEY_HELP = "key file in PEM, or the word development for the key that simulated engines trust";

export function addImage(program: Command): void {
  const image = program.command("image").description("Firmware images in MCUboot's format: build, sign, verify, keys.");
  image
    .command("build")
    .description("Build a firmware image for simulated engines and sign it.")
    .requiredOption("--model <name>", "printer model: hdp5000 or sr300")
    .requiredOption("-V, --version <v>", "like 1.2.0 or 1.2.0+45")
    .requiredOption("--key <file>", `private ${KEY_HELP}`)
    .requiredOption("--out <file>", "where the image goes")
    .option("--counter <n>", "security counter: an engine refuses images with a lower one than what runs", "1")
    .option("--kib <n>", "length of the body, 8..251 KiB", "48")
    .addOption(new Option("--hash <name>", "hash of the image").choices(["sha256", "sha512"]).default("sha256"))
    .option("--behaviour <name=word...>", "what this firmware does otherwise: nip=stays, selftest=fails, start=hangs")
    .option("--setting <key=number...>", "factory value of a setting in units of its last decimal, like heat/kp=41000")
    .option("--json", "one JSON document on standard output")
    .addHelpText(
      "after",
      "\nExample:\n  cetak image keygen --out office.pem\n" +
        "  cetak image build --model hdp5000 --version 1.1.0 --key office.pem --out hdp5000-1.1.0.bin",
    )
    .action(async (options) => (await import("./commands/image.ts")).imageBuild(options));
  image
    .command("sign")
    .description("Sign an image again with another key; its hash stays.")
    .argument("<file>", "image")
    .requiredOption("--key <file>", `private ${KEY_HELP}`)
    .requiredOption("--out <file>", "where the signed image goes")
    .option("--json", "one JSON document on standard output")
    .action(async (file, options) => (await import("./commands/image.ts")).imageSign(file, options));
  image
    .command("verify")
    .description(
      "Exit 0 when the image is whole and signed by that key, 1 when it is damaged, 8 when it is signed otherwise.",
    )
    .argument("<file>", "image")
    .requiredOption("--key <file>", `public or private ${KEY_HELP}`)
    .option("--json", "one JSON document on standard output")
    .action(async (file, options) => (await import("./commands/image.ts")).imageVerify(file, options));
  image
    .command("info")
    .description("Show what an image says of itself; checks its hash, not its signature.")
    .argument("<file>", "image")
    .option("--json", "one JSON document on standard output")
    .action(async (file, options) => (await import("./commands/image.ts")).imageInfo(file, options));
  image
    .command("keygen")
    .description("Make a key pair: the private key (readable by you alone) and, beside it, the public one (.pub.pem).")
    .requiredOption("--out <file>", "file of the private key; must not exist yet")
    .option("--json", "one JSON document on standard output")
    .action(async (options) => (await import("./commands/image-keygen.ts")).imageKeygen(options));
}
