namespace Shop.Commerce.Products;

/// <summary>
/// Collects the parameters of a statement while its text is put together: a value becomes $1, $2 and so on.
/// </summary>
internal sealed class SqlText
{
    private readonly List<NpgsqlParameter> _parameters = [];

    public string Add<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${_parameters.Count}";
    }

    public NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        _parameters.ForEach(parameter => command.Parameters.Add(parameter));
        return command;
    }
}
