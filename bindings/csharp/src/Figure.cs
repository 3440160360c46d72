namespace Cnnviz
{
    /// <summary>Pictures in rows and columns, with captions, labels and color bars.</summary>
    public sealed class Figure : NativeObject
    {
        static Figure()
        {
            NativeLibrary.Load();
        }

        // C: cnnviz_figure_create
        /// <summary><c>title</c> is UTF-8 (as all texts here), null for none.</summary>
        public Figure(string title = null) : base(Native.figure_create(title))
        {
        }

        // C: cnnviz_figure_set
        /// <summary>Puts a picture (the figure holds it; the handle stays the caller's) into the
        /// cell at <c>row</c> and <c>column</c>, each from 0 to 255; cells without a picture stay
        /// blank. <c>caption</c> (null: none) stands below it, and below that <c>warning</c> (null:
        /// none) in red. Long texts are wrapped, then cut.</summary>
        public Figure Set(int row, int column, Image image, string caption = null, string warning = null)
        {
            Native.figure_set(FigureHandle.Of(this), row, column, ImageHandle.Of(image), caption, warning);
            return this;
        }

        // C: cnnviz_figure_set_color_bar
        /// <summary>A color bar from <c>low</c> to <c>high</c> below the picture of a cell; with
        /// row and column -1, one for the whole figure, to its right.</summary>
        /// <remarks>Errors also: <see cref="NotFoundException"/> (the cell has no
        /// picture).</remarks>
        public Figure SetColorBar(int row, int column, double low, double high, string colorMap = null)
        {
            Native.figure_set_color_bar(FigureHandle.Of(this), row, column, low, high, colorMap);
            return this;
        }

        // C: cnnviz_figure_add_legend
        /// <summary>Says below the picture of a cell what a color in it stands for: <c>color</c> is
        /// 0xRRGGBB; a line for each call. A cell with a color bar shows that instead.</summary>
        /// <remarks>Errors also: <see cref="NotFoundException"/> (the cell has no
        /// picture).</remarks>
        public Figure AddLegend(int row, int column, int color, string meaning)
        {
            Native.figure_add_legend(FigureHandle.Of(this), row, column, color, meaning);
            return this;
        }

        // C: cnnviz_figure_label_row
        /// <summary>Labels left of a row, above a column.</summary>
        public Figure LabelRow(int row, string label)
        {
            Native.figure_label_row(FigureHandle.Of(this), row, label);
            return this;
        }

        // C: cnnviz_figure_label_column
        /// <summary>Labels left of a row, above a column.</summary>
        public Figure LabelColumn(int column, string label)
        {
            Native.figure_label_column(FigureHandle.Of(this), column, label);
            return this;
        }

        // C: cnnviz_figure_draw
        /// <summary>Draws it (RGB).</summary>
        /// <remarks>Errors: <see cref="InvalidArgumentException"/> (no picture yet), <see
        /// cref="LimitException"/>, <see cref="OutOfNativeMemoryException"/>.</remarks>
        public Image Draw(FigureOptions options = null)
        {
            using (var call = new Call())
            {
                return new Image(Native.figure_draw(FigureHandle.Of(this), call.Options(options)));
            }
        }
    }
}
