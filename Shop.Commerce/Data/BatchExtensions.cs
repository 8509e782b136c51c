namespace Shop.Commerce.Data;

internal static class BatchExtensions
{
    /// <summary>Adds a statement with its parameters.</summary>
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        batch.BatchCommands.Add(command);
        return command;
    }
}
