import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The invariants that are checked afterwards. */
class DrillChecks {

    private static final String PAID = "('PROCESSING', 'SHIPPED', 'DELIVERED')";

    /** @param looked counts the checked rows; @param violations returns one text for each violation */
    private record Check(String name, String looked, String violations) {}

    private static class Result {
        private long looked;
        private long violations;
        private int runs;
    }

    private final Set<String> without;
    private final Map<String, Result> results = new LinkedHashMap<>();
    private final List<String[]> runs = new ArrayList<>();

    DrillChecks(Set<String> without) {
        this.without = without;
    }

    void look(int seed, Database database, String virtualHost, double loaded, double settled, DrillLoad load) throws Exception {
        long before = results.values().stream().mapToLong(result -> result.violations).sum();
        for (Check check : checks(database)) {
            note(check.name, database.number("select count(*) from " + check.looked), database.texts(check.violations));
        }
        note("a certain answer to every request in the end", load.asked.size() + load.uncertain.size(),
                without.contains("keys") ? List.of() : load.uncertain);
        note("no refusal without a reason", load.asked.size(), load.unreasonable);
        note("a key's second answer is its first", load.replays.size(),
                load.replays.stream().map(DrillLoad.Replay::fault).filter(fault -> !fault.isEmpty()).toList());
        note("no 500: what is away is a 503", load.asked.size(), load.broken);
        long dead = Servers.messages(virtualHost, true);
        note("no message in a dead-letter queue", database.number("select count(*) from platform.outbox_events"),
                dead == 0 ? List.of() : List.of(dead + " messages"));
        long violations = results.values().stream().mapToLong(result -> result.violations).sum() - before;
        int retries = load.answers.entrySet().stream().filter(one -> one.getKey().matches("order (\\D.*|5.*|429)"))
                .mapToInt(one -> one.getValue().get()).sum();
        runs.add(new String[] {Integer.toString(seed), count(load, 201), count(load, 409), Integer.toString(retries),
                Long.toString(load.cancellations.stream().filter(one -> one.status() == 200).count()),
                Table.number(load.asked.stream().filter(one -> one.status() == 201).count() / loaded), Table.count(settled),
                Long.toString(database.number("select count(*) from drill.twice")),
                Long.toString(violations)});
        Drill.say("%d violations", violations);
    }

    /** @return whether nothing was violated */
    boolean print(int instances) {
        Table table = new Table("seed", "orders accepted", "refused, sold out", "tries unanswered or 5xx", "cancelled by customers",
                "accepted/s", "seconds to rest", "mails that came twice", "violations");
        runs.forEach(table::row);
        table.print("Runs, with %d instance%s of the application".formatted(instances, instances == 1 ? "" : "s"));
        Table checks = new Table("check", "rows looked at", "violations", "in runs");
        results.forEach((name, result) -> checks.row(name, Table.count(result.looked),
                result.violations == 0 ? "0" : "**" + result.violations + "**", Integer.toString(result.runs)));
        checks.print("Checks, all runs together");
        return results.values().stream().allMatch(result -> result.violations == 0);
    }

    private static String count(DrillLoad load, int status) {
        return Long.toString(load.asked.stream().filter(one -> one.status() == status).count());
    }

    private void note(String name, long looked, Collection<String> violations) {
        Result result = results.computeIfAbsent(name, _ -> new Result());
        result.looked += looked;
        result.violations += violations.size();
        if (!violations.isEmpty()) {
            result.runs++;
            Drill.say("VIOLATED %d times: %s", violations.size(), name);
            violations.stream().limit(8).forEach(one -> Drill.say("    %s", one));
        }
    }

    private List<Check> checks(Database database) throws SQLException {
        List<Check> checks = new ArrayList<>(List.of(
                new Check("an order answered 201 is there, and the customer's", "drill.asked where status = 201", """
                        select a.key || ' ' || a.order_id from drill.asked a left join orders.orders o on o.id = a.order_id
                         where a.status = 201 and o.user_id is distinct from a.customer"""),
                new Check("no two keys have one order", "drill.asked where status = 201", """
                        select order_id || ' ' || count(*) from drill.asked where status = 201 group by order_id having count(*) > 1"""),
                new Check("P1 in the house = booked in − committed", "catalog.inventory", """
                        select i.product_id || ': ' || i.quantity || ' instead of ' || booked.pieces - committed.pieces
                          from catalog.inventory i,
                               lateral (select coalesce(sum(delta), 0) as pieces from catalog.inventory_adjustments a
                                         where a.product_id = i.product_id) booked,
                               lateral (select coalesce(sum(quantity), 0) as pieces from catalog.reservations r
                                         where r.product_id = i.product_id and r.status = 'COMMITTED') committed
                         where i.quantity <> booked.pieces - committed.pieces"""),
                new Check("P1 reserved = open reservations", "catalog.inventory", """
                        select i.product_id || ': ' || i.reserved_quantity || ' instead of ' || open.pieces from catalog.inventory i,
                               lateral (select coalesce(sum(quantity), 0) as pieces from catalog.reservations r
                                         where r.product_id = i.product_id and r.status = 'OPEN') open
                         where i.reserved_quantity <> open.pieces"""),
                new Check("P2 nothing negative, nothing held that is not there", "catalog.inventory", """
                        select product_id::text from catalog.inventory
                         where quantity < 0 or reserved_quantity not between 0 and quantity"""),
                new Check("P5 no order without lines that add up", "orders.orders", """
                        select o.id || ' ' || o.total_amount from orders.orders o
                         where total_amount is distinct from (select sum(total_price) from orders.order_items where order_id = o.id)"""),
                new Check("P5 no order without both addresses", "orders.orders", """
                        select id::text from orders.orders o where 2 <> (select count(*) from orders.order_addresses where order_id = o.id)"""),
                new Check("P5 no order without its event", "orders.orders", """
                        select id::text from orders.orders o where 1 <> (select count(*) from platform.outbox_events
                         where aggregate_id = o.id and type = 'order.created')"""),
                new Check("P5 no reservation without an order", "catalog.reservations", """
                        select r.id::text from catalog.reservations r where not exists (select from orders.orders where id = r.order_id)"""),
                new Check("P5 no line without its reservation", "orders.order_items", """
                        select i.id::text from orders.order_items i left join catalog.reservations r using (order_id, product_id)
                         where r.quantity is distinct from i.quantity"""),
                new Check("P8 the history is a legal way to where the order is", "orders.orders", """
                        select o.id || ' ' || o.status || ': ' || coalesce(way, 'no history') from orders.orders o left join (
                            select order_id, string_agg(status, ' ' order by created_at, id) as way from orders.order_history
                             group by order_id) h on h.order_id = o.id
                         where way is null or not way ~ ('(^| )' || o.status || '$')
                            or not way ~ '^PENDING( CONFIRMED( PROCESSING( SHIPPED( DELIVERED)?)?)?|( CONFIRMED( PROCESSING)?)? CANCELLED)?$'"""),
                new Check("no order stuck", "orders.orders", """
                        select id || ' ' || status || ' ' || payment_status || ' ' || coalesce(payment_token, 'none')
                          from orders.orders where status in ('PENDING', 'CONFIRMED')"""),
                new Check("being packed: paid for exactly once, stock committed", "orders.orders where status in " + PAID, """
                        select o.id || ' ' || o.payment_status from orders.orders o where status in %s and (payment_status <> 'PAID'
                            or 1 <> (select count(*) from orders.payments p where p.order_id = o.id and p.status = 'CAPTURED'
                                        and p.amount = o.total_amount)
                            or exists (select from catalog.reservations r where r.order_id = o.id and r.status <> 'COMMITTED'))"""
                        .formatted(PAID)),
                new Check("P4 cancelled: nothing held any more", "orders.orders where status = 'CANCELLED'", """
                        select o.id || ' ' || r.status from orders.orders o join catalog.reservations r on r.order_id = o.id
                         where o.status = 'CANCELLED' and r.status not in ('RELEASED', 'RETURNED')"""),
                new Check("what can be paid and nobody cancelled is being packed; what cannot is cancelled", "drill.asked where status = 201", """
                        select o.id || ' ' || a.token || ' ' || o.status || ' ' || coalesce((select string_agg(reason, ' ')
                               from orders.order_history h where h.order_id = o.id), '')
                          from drill.asked a join orders.orders o on o.id = a.order_id
                         where a.order_id not in (select order_id from drill.cancellations) and o.status not in ('PENDING', 'CONFIRMED')
                           and (o.status = 'CANCELLED') <> (a.token in ('tok_declined', 'tok_unavailable'))"""),
                new Check("what a customer was told is cancelled is", "drill.cancellations where status = 200", """
                        select order_id || ' ' || o.status from drill.cancellations c join orders.orders o on o.id = c.order_id
                         where c.status = 200 and o.status <> 'CANCELLED'"""),
                new Check("P8 the gateway's charges are our payments", "orders.simulated_charges", """
                        select coalesce(c.idempotency_key, p.id) || ' ' || coalesce(p.status, 'unknown to us') || ' ' || coalesce(p.amount::text, '') || ' charged ' || coalesce(c.amount::text, 'nothing')
                          from orders.simulated_charges c
                          full join (select * from orders.payments where status in ('CAPTURED', 'REFUNDED')) p on p.id = c.idempotency_key
                         where p.amount is distinct from c.amount or p.gateway_reference is distinct from c.gateway_reference"""),
                new Check("no payment undecided", "orders.payments", """
                        select id::text from orders.payments where status = 'STARTED'"""),
                new Check("P12 no event unsent", "platform.outbox_events", """
                        select id || ' ' || type from platform.outbox_events where sent_at is null"""),
                new Check("one mail of each kind that is due", "drill.mails", """
                        select coalesce(due.order_number, m.order_number) || ' ' || coalesce(due.kind, m.kind) || ': '
                               || coalesce(m.mails, 0) || ' mails, ' || coalesce(m.ids, 0) || ' Message-IDs'
                          from (select order_number, case h.status when 'CONFIRMED' then 'Your order # is confirmed'
                                       else 'Your order # was cancelled' end as kind
                                  from orders.order_history h join orders.orders o on o.id = h.order_id
                                 where h.status in ('CONFIRMED', 'CANCELLED')) due
                          full join (select order_number, kind, count(*) as mails, count(distinct message_id) as ids
                                       from drill.mails where kind like '%is confirmed' or kind like '%was cancelled'
                                      group by order_number, kind) m using (order_number, kind)
                         where due.kind is null or m.ids is distinct from 1"""),
                new Check("P15a at most 2 of 1,000 mails come twice", "drill.mails", """
                        select order_number || ' ' || kind from drill.twice
                         where (select count(*) from drill.twice) > 0.002 * (select count(*) from drill.mails)"""),
                new Check("what is noted as sent has come, and nothing else", "orders.notifications", """
                        select coalesce(n.id || ' ' || n.kind || ' has not come', m.order_number || ' ' || m.kind || ' is not noted')
                          from (select * from orders.notifications where sent_at is not null) n
                          full join (select distinct order_number, kind, message_id from drill.mails where order_number like 'ORD-%') m
                            on m.message_id = n.id || '@tradepost'
                         where n.id is null or m.message_id is null"""),
                new Check("no mail unsent", "orders.notifications", """
                        select id || ' ' || kind from orders.notifications where sent_at is null""")));
        if (!without.contains("keys")) {
            checks.add(new Check("P9 what is kept of a key is what was answered", "drill.asked where status = 201", """
                    select a.key from drill.asked a where status = 201 and 1 <> (select count(*) from platform.idempotency_keys k
                     where k.key = a.key and k.principal = a.customer and k.status < 300 and k.body like '%' || a.order_id || '%')"""));
            checks.add(new Check("no order that nobody asked for", "orders.orders", """
                    select id || ' ' || status from orders.orders where id not in (select order_id from drill.asked where status = 201)"""));
        }
        addRefunds(database, checks);
        if (has(database, "platform.dead_letters")) {
            checks.add(new Check("no dead letter", "platform.dead_letters", "select d::text from platform.dead_letters d"));
        }
        return checks;
    }

    private void addRefunds(Database database, List<Check> checks) throws SQLException {
        if (!has(database, "orders.refunds")) {
            checks.add(new Check("cancelled: no money kept", "orders.orders where status = 'CANCELLED'", """
                    select o.id || ' ' || o.payment_status from orders.orders o where status = 'CANCELLED'
                       and exists (select from orders.payments p where p.order_id = o.id and p.status = 'CAPTURED')"""));
            return;
        }
        checks.add(new Check("cancelled: what was paid went back, once and all of it", "orders.orders where status = 'CANCELLED'", """
                select o.id || ' ' || o.payment_status || ' paid ' || paid.amount || ' refunded ' || back.amount from orders.orders o,
                       lateral (select coalesce(sum(amount), 0) as amount from orders.payments p
                                 where p.order_id = o.id and p.status in ('CAPTURED', 'REFUNDED')) paid,
                       lateral (select coalesce(sum(amount), 0) as amount from orders.refunds r
                                 where r.order_id = o.id and r.status = 'DONE') back
                 where o.status = 'CANCELLED' and (paid.amount <> back.amount
                    or not case when paid.amount > 0 then o.payment_status = 'REFUNDED' else o.payment_status in ('FAILED', 'PENDING') end)"""));
        checks.add(new Check("P8 the gateway's refunds are ours", "orders.simulated_refunds", """
                select coalesce(s.idempotency_key, r.id) || ' ' || coalesce(r.status, 'unknown to us') || ' ' || coalesce(r.amount::text, '')
                       || ' refunded ' || coalesce(s.amount::text, 'nothing')
                  from orders.simulated_refunds s
                  full join (select * from orders.refunds where status = 'DONE') r on r.id = s.idempotency_key
                 where r.amount is distinct from s.amount or r.gateway_reference is distinct from s.gateway_reference
                    or r.payment_id is distinct from s.charge_key"""));
    }

    private static boolean has(Database database, String table) throws SQLException {
        return database.texts("select to_regclass('" + table + "')::text").getFirst() != null;
    }
}
