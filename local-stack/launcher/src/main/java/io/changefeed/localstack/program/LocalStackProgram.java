/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.program;

import io.changefeed.localstack.FirestoreEmulator;
import io.changefeed.localstack.LocalStack;
import io.changefeed.localstack.LocalStackBuilder;
import io.changefeed.localstack.LocalStackException;
import io.changefeed.localstack.PortInUseException;
import io.changefeed.localstack.ProjectFolder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts the stack and, by default, the demo, and runs until it receives a signal. If one of the processes or the demo
 * fails, it prints the reason and exits with a non-zero code.
 */
@Command(name = "bin/local-stack")
public final class LocalStackProgram implements Callable<Integer> {
    private static final int BAD_ARGUMENT = 2;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch shutdownStarted = new CountDownLatch(1);

    @Option(names = "--no-demo")
    private boolean withoutDemo;

    @Option(names = "--data", paramLabel = "DIR")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--firestore")
    private boolean withFirestore;

    LocalStackProgram(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(new LocalStackProgram(System.getenv(), System.out, System.err).run(arguments));
    }

    /** Runs the program. Returns an exit code only if the stack cannot start or has failed. */
    int run(String... arguments) {
        return new CommandLine(this)
                .setParameterExceptionHandler((e, rest) -> {
                    reportError(e.getMessage() + "; bin/local-stack --help lists the options");
                    return BAD_ARGUMENT;
                })
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof LocalStackException) {
                        reportError(String.valueOf(e.getMessage()));
                        return 1;
                    }
                    throw e;
                })
                .execute(arguments);
    }

    /** Prints nothing after a signal, because the shutdown itself causes failures. */
    private void reportError(String reason) {
        if (shutdownStarted.getCount() > 0) {
            err.println("local-stack: " + reason);
        }
    }

    @Override
    public Integer call() {
        PortVariables ports = PortVariables.of(environment);
        LocalStackBuilder builder = LocalStack.builder()
                .dynamoDbPort(ports.dynamoDb())
                .kafkaPort(ports.kafka())
                .connectPort(ports.connect());
        data.ifPresent(builder::dataDirectory);
        Optional<FirestoreEmulator> firestore = firestore(ports.firestore());
        // config/sinks/firestore.json refers to this variable.
        firestore.ifPresent(emulator -> builder.workerEnvironment("FIRESTORE_EMULATOR_HOST", emulator.host()));
        LocalStack stack = builder.build();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, firestore), "stack-shutdown"));
        requireFreePorts(stack);
        err.println("starting the Kafka broker, the Connect worker and DynamoDB Local (logs: "
                + stack.data().resolve("logs") + ")");
        stack.start();
        out.println("ready: Kafka " + stack.broker().bootstrapServers() + ", Connect "
                + stack.worker().address() + ", DynamoDB " + stack.dynamoDb().endpoint()
                + firestore.map(emulator -> ", Firestore " + emulator.host()).orElse(""));
        if (withoutDemo) {
            stack.awaitFailure();
        } else {
            new Demo(stack, ProjectFolder.find(), Clock.systemUTC(), out).run();
        }
        return 1;
    }

    private static void requireFreePorts(LocalStack stack) {
        try {
            stack.requireFreePorts();
        } catch (PortInUseException e) {
            throw new LocalStackException(e.getMessage() + "; choose other ports with " + PortVariables.NAMES, e);
        }
    }

    private Optional<FirestoreEmulator> firestore(int port) {
        if (!withFirestore) {
            return Optional.empty();
        }
        Path jar = FirestoreEmulator.find(environment)
                .orElseThrow(() -> new LocalStackException(
                        "no Firestore emulator is installed: install Google's package google-cloud-cli-firestore-emulator, or"
                                + " set the path of its jar in " + FirestoreEmulator.JAR));
        return Optional.of(FirestoreEmulator.start(jar, port));
    }

    private void stop(LocalStack stack, Optional<FirestoreEmulator> firestore) {
        shutdownStarted.countDown();
        stack.close();
        firestore.ifPresent(FirestoreEmulator::close);
    }
}
