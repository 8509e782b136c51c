using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Operators;

/// <summary>The database connection breaks during the commit of an operator command.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class OperatorCommitFailureTests(RunningShop shop) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await shop.ExecuteSqlAsync("""
        drop function if exists zz_before_the_commit, zz_at_the_commit cascade;
        drop table if exists zz_committing
        """);

    [Fact]
    public async Task Lost_connection_at_commit_is_reported_as_unknown()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.BuyAsync(await shop.NewProductAsync());
        // A command checks all constraints before it commits, so the trigger for the commit is deferred only then.
        await shop.ExecuteSqlAsync($"""
            create table zz_committing ();
            create function zz_at_the_commit() returns trigger language plpgsql security definer as $$
            begin
              perform pg_terminate_backend(pg_backend_pid());
              return null;
            end $$;
            create constraint trigger zz_at_the_commit after insert on zz_committing deferrable initially deferred
              for each row execute function zz_at_the_commit();
            create function zz_before_the_commit() returns trigger language plpgsql security definer as $$
            begin
              set constraints zz_at_the_commit deferred;
              insert into zz_committing default values;
              return null;
            end $$;
            create constraint trigger zz_before_the_commit after update on orders deferrable initially deferred
              for each row when (new.id = '{order.OrderId}') execute function zz_before_the_commit()
            """);

        var (exitCode, _, errors) = await ServiceProcess.RunAsync(shop, "Commerce", "ship", $"{order.OrderId}");

        Assert.Equal(3, exitCode);
        Assert.Contains("It is unknown whether this was done", errors);
        Assert.Contains($"show {order.OrderId}", errors);
    }
}
