package dev.tradepost.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;

import dev.tradepost.testsupport.NeedsTool;
import dev.tradepost.testsupport.Tool;

/** What deploy/kubernetes says is what Kubernetes understands, and what it says fits together. */
class KubernetesTest {

    static final List<String> OVERLAYS = Installation.OVERLAYS;

    private static final String SHUTDOWN = "quarkus.shutdown.timeout=";

    @Test
    void every_file_is_understood_to_the_last_field() throws IOException {
        assertThat(Installation.files()).hasSizeGreaterThan(10);
        assertThat(Installation.written().all(Object.class)).isNotEmpty();
    }

    @Test
    void every_container_as_written_is_confined() throws IOException {
        assertConfined(Installation.written());
    }

    @Test
    void a_misspelt_field_is_noticed() throws IOException {
        String right = Files.readString(Installation.FOLDER.resolve("base/deployment.yaml"));
        StrictYaml.resources(right);
        for (String field : List.of("readinessProbe", "maxUnavailable", "readOnlyRootFilesystem", "replicas")) {
            String wrong = right.replace(field + ":", field + "s:");
            assertThatThrownBy(() -> StrictYaml.resources(wrong)).as(field)
                    .isInstanceOf(UnrecognizedPropertyException.class).hasMessageContaining(field + "s");
        }
        String monitor = Files.readString(Installation.FOLDER.resolve("components/monitoring/service-monitor.yaml"));
        assertThatThrownBy(() -> StrictYaml.resources(monitor.replace("interval:", "intervall:")))
                .isInstanceOf(UnrecognizedPropertyException.class);
    }

    @Test
    void a_number_where_a_text_has_to_be_and_a_field_that_stands_twice_are_noticed() throws IOException {
        assertThatThrownBy(() -> StrictYaml.resources("{apiVersion: v1, kind: ConfigMap, data: {DB_PORT: 5432}}"))
                .isInstanceOf(MismatchedInputException.class);
        assertThatThrownBy(() -> StrictYaml.resources("apiVersion: v1\nkind: ConfigMap\nkind: ConfigMap\n"))
                .hasMessageContaining("Duplicate field");
    }

    @NeedsTool(Tool.KUBECTL)
    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void an_overlay_is_understood_and_confined(String overlay) {
        Installation installation = Installation.rendered(overlay);
        assertConfined(installation);
        assertThat(installation.pods().values()).allSatisfy(pod -> assertThat(pod.getSpec().getContainers())
                .extracting(Container::getImage).noneMatch(image -> image.endsWith("unset")));
    }

    @NeedsTool(Tool.KUBECTL)
    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void what_points_at_instances_finds_them(String overlay) {
        Installation installation = Installation.rendered(overlay);
        PodTemplateSpec pod = installation.one(Deployment.class, "tradepost").getSpec().getTemplate();
        Map<String, String> labels = pod.getMetadata().getLabels();
        Container container = pod.getSpec().getContainers().getFirst();

        assertThat(labels).containsAllEntriesOf(
                installation.one(Deployment.class, "tradepost").getSpec().getSelector().getMatchLabels());
        assertThat(labels).containsAllEntriesOf(
                installation.one(PodDisruptionBudget.class, "tradepost").getSpec().getSelector().getMatchLabels());
        NetworkPolicy policy = installation.one(NetworkPolicy.class, "tradepost");
        assertThat(labels).containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
        policy.getSpec().getIngress().forEach(rule -> rule.getPorts()
                .forEach(port -> assertThat(portsOf(container)).contains(port.getPort())));
        for (String name : List.of("tradepost", "tradepost-management")) {
            Service service = installation.one(Service.class, name);
            assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
            service.getSpec().getPorts()
                    .forEach(port -> assertThat(portsOf(container)).contains(port.getTargetPort()));
        }
        for (Probe probe : List.of(container.getStartupProbe(), container.getLivenessProbe(),
                container.getReadinessProbe())) {
            assertThat(portsOf(container)).contains(probe.getHttpGet().getPort());
        }
        HorizontalPodAutoscaler autoscaler = installation.one(HorizontalPodAutoscaler.class, "tradepost");
        assertThat(autoscaler.getSpec().getScaleTargetRef().getName()).isEqualTo("tradepost");
        for (ServiceMonitor monitor : installation.all(ServiceMonitor.class)) {
            Service service = installation.one(Service.class, "tradepost-management");
            assertThat(service.getMetadata().getLabels())
                    .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
            assertThat(service.getSpec().getPorts()).extracting("name")
                    .contains(monitor.getSpec().getEndpoints().getFirst().getPort());
        }
    }

    @NeedsTool(Tool.KUBECTL)
    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void a_release_has_a_migration_of_its_own_that_no_request_reaches(String overlay) {
        Installation installation = Installation.rendered(overlay);
        Container api = installation.one(Deployment.class, "tradepost").getSpec().getTemplate().getSpec()
                .getContainers().getFirst();
        Job job = installation.all(Job.class).getFirst();
        Container migrate = job.getSpec().getTemplate().getSpec().getContainers().getFirst();
        assertThat(migrate.getImage()).isEqualTo(api.getImage());
        assertThat(job.getMetadata().getName())
                .isEqualTo("tradepost-migrate-" + api.getImage().substring(api.getImage().lastIndexOf(':') + 1));
        Map<String, String> labels = job.getSpec().getTemplate().getMetadata().getLabels();
        for (Service service : installation.all(Service.class)) {
            assertThat(labels.entrySet().containsAll(service.getSpec().getSelector().entrySet()))
                    .as(service.getMetadata().getName() + " reaches the migration").isFalse();
        }
    }

    @NeedsTool(Tool.KUBECTL)
    @Test
    void production_has_three_instances_at_least_and_stops_them_gently() throws IOException {
        Installation production = Installation.rendered("prod");
        HorizontalPodAutoscaler autoscaler = production.one(HorizontalPodAutoscaler.class, "tradepost");
        assertThat(autoscaler.getSpec().getMinReplicas()).isEqualTo(3);
        assertThat(autoscaler.getSpec().getMaxReplicas()).isEqualTo(10);
        Deployment deployment = production.one(Deployment.class, "tradepost");
        assertThat(deployment.getSpec().getReplicas()).as("left to the autoscaler").isNull();
        assertThat(deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable())
                .isEqualTo(new IntOrString(0));
        long preStop = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getLifecycle()
                .getPreStop().getSleep().getSeconds();
        assertThat(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(preStop + shutdownSeconds() + 10);
    }

    private static List<IntOrString> portsOf(Container container) {
        return container.getPorts().stream().map(ContainerPort::getName).map(IntOrString::new).toList();
    }

    /** By the restricted profile of Kubernetes' pod security standards, and more. */
    private static void assertConfined(Installation installation) {
        assertThat(installation.pods()).isNotEmpty().allSatisfy((name, pod) -> {
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getSpec().getEnableServiceLinks()).as("a service's name could set a variable of ours")
                    .isFalse();
            assertThat(Stream.concat(pod.getSpec().getContainers().stream(),
                    pod.getSpec().getInitContainers().stream())).isNotEmpty().allSatisfy(container -> {
                        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
                        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
                        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
                        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                        assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
                        assertThat(container.getVolumeMounts()).isNotEmpty();
                    });
        });
    }

    private static long shutdownSeconds() throws IOException {
        return Files.readAllLines(Path.of("src/main/resources/application.properties")).stream()
                .filter(line -> line.startsWith(SHUTDOWN))
                .mapToLong(line -> Long.parseLong(line.substring(SHUTDOWN.length()).replace("s", ""))).findFirst()
                .orElseThrow();
    }
}
