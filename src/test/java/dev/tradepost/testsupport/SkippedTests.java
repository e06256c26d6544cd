package dev.tradepost.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Notes every test that was skipped and why; the build ends with the list ({@code deploy/dev/skipped-tests}). */
public final class SkippedTests implements TestExecutionListener {

    private static final Path FOLDER = Path.of("target/skipped-tests");
    private static final Path NOTES = FOLDER.resolve(Long.toString(ProcessHandle.current().pid()));

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        note(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.ABORTED) {
            note(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    private static void note(TestIdentifier test, String reason) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(NOTES, name(test) + ": " + reason + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String name(TestIdentifier test) {
        String type = test.getSource().map(source -> source instanceof MethodSource method
                ? method.getClassName().replaceAll(".*\\.", "") + "."
                : "").orElse("");
        return type + test.getLegacyReportingName();
    }
}
