// By default each statement of a batch sees the database as of its own start. A batch whose results are shown together
// runs in a repeatable-read transaction instead, so that all statements see one snapshot. Begin and commit are part of
// the batch and cost no extra round trip.

namespace Shop.Commerce.Data;

internal static class OneSnapshot
{
    public static NpgsqlBatchCommand Begin() => new("begin transaction isolation level repeatable read read only");

    public static NpgsqlBatchCommand End() => new("commit");
}
