// Written by bindings/generate from the C headers: change those.
namespace Cnnviz
{
#pragma warning disable 1591
    /// <summary>How the repulsion between a map's points is computed.</summary>
    public enum Forces
    {
        /// <summary>EXACT up to 1000 points, else BARNES_HUT</summary>
        Auto = 0,

        /// <summary>of all pairs</summary>
        Exact = 1,

        /// <summary>far cells of points act as one</summary>
        BarnesHut = 2,
    }
}
