package dev.tradepost.user.account;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.http.Preconditions;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.security.Roles;

/** Administration of all accounts. */
@Path("/users")
@RolesAllowed(Roles.ADMIN)
@RunOnVirtualThread
class AdministrationResource {

    private final Users users;
    private final Preconditions preconditions;
    private final Audit audit;
    private final Event<AccessWithdrawn> withdrawn;
    private final Clock clock;

    AdministrationResource(Users users, Preconditions preconditions, Audit audit, Event<AccessWithdrawn> withdrawn,
            Clock clock) {
        this.users = users;
        this.preconditions = preconditions;
        this.audit = audit;
        this.withdrawn = withdrawn;
        this.clock = clock;
    }

    public record AccountSummary(UUID userId,
            String email,
            String firstName,
            String lastName,
            String role,
            boolean isActive,
            boolean isVerified,
            Instant createdAt,
            @Nullable Instant lastLogin) {}

    public record AccountPage(List<AccountSummary> users, Pagination pagination) {}

    /** A missing field is not changed. */
    public record AccountChange(
            @Pattern(regexp = "customer|seller|admin", message = "must be customer, seller or admin") @Nullable String role,
            @Nullable Boolean isActive) {}

    @GET
    @Transactional
    public Envelope<AccountPage> list(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        PageRequest page = query.page();
        String text = query.text("search");
        query.check();
        PanacheQuery<User> found = users.search(text, page);
        return Envelope.of(new AccountPage(found.stream().map(User::summary).toList(),
                Pagination.of(page, found.count())));
    }

    @GET
    @Path("/{userId}")
    @Transactional
    public Envelope<AccountSummary> read(@PathParam("userId") UUID userId) {
        return shown(users.get(userId));
    }

    @PATCH
    @Path("/{userId}")
    @Transactional
    public Envelope<AccountSummary> change(@PathParam("userId") UUID userId, AccountChange change) {
        if (change.role() == null && change.isActive() == null) {
            throw Problem.Invalid.field("", "required", "must have role or isActive");
        }
        if (Boolean.FALSE.equals(change.isActive()) || (change.role() != null && !change.role().equals(Roles.ADMIN))) {
            users.requireOtherAdministrator(userId);
        }
        User user = users.lock(userId);
        preconditions.requireMatch(user.version());
        changeRole(user, change.role());
        enable(user, change.isActive());
        users.flush(); // assigns the new version
        return shown(user);
    }

    private void changeRole(User user, @Nullable String role) {
        if (role != null && !role.equals(user.role())) {
            audit.record(AuditEvent.of("user.role_changed", "user", user.id()).with("from", user.role())
                    .with("to", role));
            user.changeRole(role, clock.instant());
            withdrawn.fire(new AccessWithdrawn(user.id(), null, "role_changed"));
        }
    }

    private void enable(User user, @Nullable Boolean enabled) {
        if (enabled != null && enabled != user.isActive()) {
            audit.record(AuditEvent.of(enabled ? "user.enabled" : "user.disabled", "user", user.id()));
            user.enable(enabled, clock.instant());
            withdrawn.fire(new AccessWithdrawn(user.id(), null, "account_disabled"));
        }
    }

    private Envelope<AccountSummary> shown(User user) {
        preconditions.shows(user.version());
        return Envelope.of(user.summary());
    }
}
