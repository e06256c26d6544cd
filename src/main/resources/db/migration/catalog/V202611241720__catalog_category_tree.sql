-- The tree stays a tree, whoever moves what at the same time: one at a time may hang a category below another, and looks at what
-- the one before has left. Volatile, so that each statement sees what was committed while the lock was waited for.
create function catalog.lock_category_tree() returns void language sql volatile as $$
    select pg_advisory_xact_lock(7120241720)
$$;

create function catalog.keep_categories_a_tree() returns trigger language plpgsql volatile as $$
declare
    deepest constant integer := 20;
    depth            integer := 1;
    above            uuid    := new.parent_id;
    height           integer;
begin
    if above is null then
        return new; -- at the top there is neither a cycle nor a depth
    end if;
    perform catalog.lock_category_tree();
    while above is not null loop
        if above = new.id then
            raise exception 'moving category % violates check constraint "categories_no_cycle"', new.id
                using errcode = 'check_violation', schema = 'catalog', table = 'categories',
                    constraint = 'categories_no_cycle';
        end if;
        depth := depth + 1;
        exit when depth > deepest;
        select category.parent_id into above from catalog.categories category where category.id = above;
    end loop;
    if tg_op = 'UPDATE' and depth <= deepest then
        with recursive below (id, height) as (
            select child.id, 1 from catalog.categories child where child.parent_id = new.id
             union all
            select child.id, below.height + 1
              from catalog.categories child join below on child.parent_id = below.id
             where below.height <= deepest)
        select coalesce(max(below.height), 0) into height from below;
        depth := depth + height;
    end if;
    if depth > deepest then
        raise exception 'category % violates check constraint "categories_depth"', new.id
            using errcode = 'check_violation', schema = 'catalog', table = 'categories',
                constraint = 'categories_depth';
    end if;
    return new;
end $$;
create trigger categories_tree_of_new before insert on catalog.categories
    for each row execute function catalog.keep_categories_a_tree();
create trigger categories_tree_of_moved before update of parent_id on catalog.categories
    for each row when (new.parent_id is distinct from old.parent_id)
    execute function catalog.keep_categories_a_tree();
