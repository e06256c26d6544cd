package dev.tradepost.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test that is skipped, and named at the end of the build, where the tool is not installed; on a CI server that is an error. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(NeedsTool.Condition.class)
public @interface NeedsTool {

    Tool value();

    /** Skips or fails. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<NeedsTool> need = AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class);
            if (need.isEmpty() || need.get().value().find().isPresent()) {
                return ConditionEvaluationResult.enabled("it is installed");
            }
            if (System.getenv("CI") != null) {
                throw new IllegalStateException("On a CI server nothing is left out: " + need.get().value().lack());
            }
            return ConditionEvaluationResult.disabled(need.get().value().lack());
        }
    }
}
